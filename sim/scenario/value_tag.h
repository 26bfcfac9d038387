// ValueTag: the first byte of each value as save_value writes it, for value.cpp and value_saving.cpp only.
// Numbers follow as eight bytes, strings as their size (eight bytes) and bytes. Tables and functions count
// from 1 in the order in which they begin.
#pragma once

namespace coutil::sim {

enum class ValueTag : char {
  kNil = 'n',
  kTrue = 't',
  kFalse = 'f',
  kInteger = 'i',
  kFloat = 'd',
  kString = 's',
  kTable = 'T',  // keys and values in turn, then kEnd
  kEnd = 'E',
  kAgain = 'a',        // the number of a table or function that began before
  kModule = 'm',       // a string: what `require` gives
  kModuleField = 'c',  // a module's name and the key in it, two strings
  kFunction = 'F',     // its code as a string, the number of its upvalues, each as a value or one of these:
  kGlobals = 'g',
  kSameUpvalue = 'u',  // shared with another function: its number and the upvalue's
};

/// Tables in tables, and functions in functions: so deep and no deeper.
inline constexpr int kDeepestValue = 100;

}  // namespace coutil::sim
