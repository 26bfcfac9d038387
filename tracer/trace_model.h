// A trace in memory: one row an event in columns, and tables of what the rows point to. Made by the reader,
// never changed afterwards. Knows the trace format; knows nothing of Lua, of the engine, or of any picture.
// About 19 bytes an event; what is rare (texts, addresses, tracebacks) is read again from the mapped file.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tracer/column.h"
#include "tracer/time_column.h"

namespace coutil::tracer {

class MappedFile;

// Rows point to coroutines, objects, places and hosts by their index in the tables, not by the file's ids.
inline constexpr uint32_t kNone = 0xffffffffU;  // nobody, nothing, nowhere
inline constexpr uint32_t kScheduler =
    0xfffffffeU;  // `by` is -1: a timer, a signal, a socket that became ready
inline constexpr int64_t kLastTimeNs = int64_t{1} << 60;  // 36 years: later times are a defect, and clamped
inline constexpr uint32_t kMainCoroutine = 0;             // the main program of the first host

// The kinds of lines that have a time. kOther: a kind that this build does not know, kept as a row so that
// counts agree.
enum class Kind : uint8_t {
  kSpawn,
  kRun,
  kAwait,
  kYield,
  kEmit,
  kTake,
  kWake,
  kCancel,
  kLock,
  kUnlock,
  kFulfill,
  kOpen,
  kClose,
  kSend,
  kDeliver,
  kDrop,
  kSignal,
  kProcess,
  kFault,
  kPick,
  kNote,
  kPrint,
  kEnd,
  kClosed,
  kLost,
  kStuck,
  kGc,
  kOther
};
inline constexpr int kKindCount = static_cast<int>(Kind::kOther) + 1;

// The word of the trace format, "?" for kOther.
std::string_view kind_name(Kind kind);

// Whether lines of a kind are about a message: they have its id and its bytes.
constexpr bool has_message(Kind kind) {
  return kind == Kind::kSend || kind == Kind::kDeliver || kind == Kind::kDrop;
}

// Whether lines of a kind say who caused it (`by`).
constexpr bool has_cause(Kind kind) {
  return kind == Kind::kSpawn || kind == Kind::kRun || kind == Kind::kWake || kind == Kind::kCancel ||
         kind == Kind::kClosed;
}

// How an await waits and how an emit emits (kAny is for awaits only).
enum class Mode : uint8_t { kOne, kAll, kAny };
std::string_view mode_name(Mode mode);

// What an await does with the world outside; kNone for events, mutexes and the like, kOther for a word that
// this build does not know.
enum class Operation : uint8_t {
  kNone,
  kSignal,
  kProcess,
  kLookup,
  kConnect,
  kAccept,
  kReceive,
  kSend,
  kShutdown,
  kEvent,  // in a file only: see hears_event
  kOther
};
inline constexpr int kOperationCount = static_cast<int>(Operation::kOther) + 1;
std::string_view operation_name(Operation operation);  // the word of the trace format

// The `what` of open and close (the first three), of process and of fault.
enum class What : uint8_t { kOther, kDatagram, kStream, kListen, kStart, kExit, kSignal, kCrash };
std::string_view what_name(What what);

struct Coroutine {
  int64_t id = 0;                // as the file says
  std::string name;              // may be empty, may not be unique: see TraceModel::label
  uint32_t host = kNone;         // in hosts(); kNone in a trace of one host
  uint32_t program = 0;          // in programs()
  uint32_t place = kNone;        // where its function is defined
  uint32_t by = kNone;           // who created it
  uint32_t spawn_event = kNone;  // row of its `spawn`; kNone for the main program of a trace of one host
};

struct Object {
  int64_t id = 0;
  std::string kind;  // the last one given: event, mutex, promise, timer, turn, signal, ...
  std::string name;
  uint64_t line = 0;  // where it was first defined
};

struct Place {
  int64_t id = 0;
  std::string file;
  int64_t line = 0;
  std::string function;
};

struct Host {
  int64_t id = 0;
  std::string name;
  std::string addresses;  // as JSON
  uint32_t main_coroutine = kNone;
};

// A program that runs: a Lua state with its main program and its coroutines. Within it runs nest; programs
// run in between each other.
struct Program {
  int64_t pid = -1;  // of its process, -1 where the trace does not say
  uint32_t host = kNone;
  uint32_t main_coroutine = kNone;
  std::vector<uint32_t> coroutines;  // with the main program
};

struct Header {
  int64_t version = 0;
  std::string backend, seed, lua, coutil, script, args, scenario, choices,
      digest;                // args as JSON; "" where absent
  bool from_middle = false;  // tracing began while the program ran
};

struct Fin {
  uint64_t line = 0;
  int64_t events = 0, waiting = 0, suspended = 0, errors = 0;
};

// A line that contradicts the format in a way that reading could pass over; `coutil trace check` prints them.
struct Defect {
  uint64_t line = 0;
  std::string sentence;
};

class TraceModel {
 public:
  TraceModel();
  ~TraceModel();
  TraceModel(TraceModel&&) noexcept;
  TraceModel& operator=(TraceModel&&) noexcept;

  const std::string& path() const { return path_; }
  const Header& header() const { return header_; }
  const std::optional<Fin>& fin() const { return fin_; }
  bool cut_short() const { return !fin_; }             // the writer was killed, or still writes
  uint64_t torn_bytes() const { return torn_bytes_; }  // of a torn last line, not counting NULs
  uint64_t unknown_lines() const { return unknown_lines_; }
  const std::vector<Defect>& defects() const { return defects_; }
  uint64_t defect_count() const { return defect_count_; }  // also those beyond the kept ones

  const std::vector<Coroutine>& coroutines() const { return coroutines_; }  // [0] is always the main program
  const std::vector<Object>& objects() const { return objects_; }
  const std::vector<Place>& places() const { return places_; }
  const std::vector<Host>& hosts() const { return hosts_; }
  const std::vector<Program>& programs() const { return programs_; }  // [0] is always the first one
  uint32_t program_of(int64_t pid) const;  // kNone where no coroutine of that process is in the trace
  bool is_main(uint32_t coroutine) const {
    return programs_[coroutines_[coroutine].program].main_coroutine == coroutine;
  }
  // Without main programs. A damaged trace may name more of these than it has coroutines.
  size_t coroutine_count() const {
    return coroutines_.size() - std::min(coroutines_.size(), programs_.size());
  }

  // Rows, e < event_count(). Times in nanoseconds, never falling (a trace where they fall is a defect, and
  // clamped).
  uint32_t event_count() const { return static_cast<uint32_t>(kinds_.size()); }
  Kind kind(uint32_t e) const { return kinds_[e]; }
  int64_t time_ns(uint32_t e) const { return times_ns_[e]; }
  uint32_t coroutine(uint32_t e) const { return coroutine_column_[e]; }  // kNone where the line has no `co`
  // Of spawn, run, wake, cancel, closed; else kNone.
  uint32_t by(uint32_t e) const { return has_cause(kinds_[e]) ? cause_column_[e] : kNone; }
  uint32_t place(
      uint32_t e) const;  // of spawn, await, yield, emit, take, lock, unlock, fulfill, note; else kNone
  uint32_t object(uint32_t e) const;                        // the first of `on`, or kNone
  std::span<const uint32_t> object_list(uint32_t e) const;  // all of `on`
  Mode mode(uint32_t e) const { return static_cast<Mode>(flags_[e] & kModeBits); }  // of await, emit
  bool stored(uint32_t e) const {                                                   // of emit
    return kinds_[e] == Kind::kEmit && (flags_[e] & kStoredBit) != 0;
  }
  bool failed(uint32_t e) const {  // of end: it has an `error`
    return kinds_[e] == Kind::kEnd && (flags_[e] & kFailedBit) != 0;
  }
  // Of await: for one timer or the next turn, as its object was known then: a pause that the program asked
  // for.
  bool pauses(uint32_t e) const { return kinds_[e] == Kind::kAwait && (flags_[e] & kPauseBit) != 0; }
  uint32_t waiters(uint32_t e) const;     // of emit; else 0
  Operation operation(uint32_t e) const;  // of await; else kNone
  bool hears_event(uint32_t e) const;  // of await: for the event of a mutex that is locked, not for its lock
  What what(uint32_t e) const;         // of open, close, process, fault; else kOther
  int64_t message(uint32_t e) const;   // of send, deliver, drop: the message's id; else -1
  int64_t bytes(uint32_t e) const;     // of send, deliver, drop; else 0
  int64_t process_id(uint32_t e) const;  // of process; else -1
  uint32_t host(uint32_t e) const;       // of fault: in hosts(); else kNone

  // The programs that a row ends as a whole: a `process` that ends, a `fault` that crashes a host.
  std::span<const uint32_t> programs_ended_by(uint32_t e) const;  // each ends once. O(log n)

  // The last time in the trace, 0 for none. Row event_count() stands for "the end of the trace" and has this
  // time.
  int64_t end_ns() const { return times_ns_.empty() ? 0 : times_ns_.back(); }
  int64_t begin_ns() const { return times_ns_.empty() ? 0 : times_ns_.front(); }
  int64_t time_or_end_ns(uint32_t e) const { return e < event_count() ? time_ns(e) : end_ns(); }

  // First row at or after (strictly after) a time; event_count() for none. O(log n).
  uint32_t first_at_or_after(int64_t time_ns) const;
  uint32_t first_after(int64_t time_ns) const;

  // How many different times the rows have: few of them for many rows means that an axis by order shows more.
  uint32_t distinct_instants() const { return distinct_instants_; }

  // Rows with kind kStuck, in order.
  const std::vector<uint32_t>& stuck_events() const { return stuck_events_; }
  // Rows with kind kProcess, in order.
  const std::vector<uint32_t>& process_events() const { return process_events_; }

  // Read again from the file, for hovering and messages; not for loops over all rows.
  std::string_view line_text(uint32_t e) const;  // the JSON line, without its newline
  uint64_t line_number(uint32_t e) const;        // from 1
  std::string text(uint32_t e,
                   std::string_view key) const;  // a string decoded, any other value as JSON, "" for none
  std::optional<int64_t> due_ns(uint32_t await_event) const;  // of the timer that it awaits, where it does

  // For people. label: the name, with "#id" added where it is not unique; kScheduler: "scheduler".
  // In a trace of several hosts: "server@a".
  std::string label(uint32_t coroutine) const;
  std::string label_on_host(uint32_t coroutine) const;  // without "@a"
  std::string host_label(uint32_t host) const;          // "a", or "host 3" where it has no name
  std::string object_label(uint32_t object) const;      // "fork 4", or "event #7" where it has no name
  std::string place_label(uint32_t place) const;        // "dining.lua:31", "" for kNone
  std::string wait_label(uint32_t await_event) const;  // "ready", "any of a, b", "3 ms timer", "receive on a"
  std::string wait_clause(uint32_t await_event) const;  // after "waits": "for ready", "to receive on a"
  std::string describe(uint32_t e) const;               // one line: what this event says

  size_t memory_bytes() const;  // of columns and tables, beside the mapped file

 private:
  friend class TraceBuilder;
  TraceModel(const TraceModel&);  // the columns share their memory
  std::string describe_world(uint32_t e) const;
  std::string describe_fault(uint32_t e) const;
  std::string hosts_text(uint32_t e, std::string_view key) const;
  std::string process_label(uint32_t e) const;  // "process 17 (/bin/sh)"
  int64_t number(uint32_t packed) const;        // of pack() of the builder

  static constexpr uint8_t kModeBits = 3, kStoredBit = 4, kFailedBit = 8, kPauseBit = 8;
  static constexpr uint32_t kManyWaiters = 15;  // of emit: so many and more stand in amounts_
  // Above those bits: the operation of await, the waiters of emit, the `what` of others.
  static constexpr int kDetailShift = 4;
  static constexpr uint32_t kListBit = 0x80000000U;   // object_column_: an index into lists_, not an object
  static constexpr uint32_t kLargeBit = 0x80000000U;  // packed numbers: an index into large_numbers_
  static constexpr uint32_t kOffsetStride = 16;       // rows between two kept file offsets

  std::string path_;
  std::shared_ptr<const MappedFile> file_;
  Header header_;
  std::optional<Fin> fin_;
  uint64_t torn_bytes_ = 0, unknown_lines_ = 0, defect_count_ = 0;
  uint32_t distinct_instants_ = 0;
  std::vector<Defect> defects_;
  std::vector<Coroutine> coroutines_;
  std::vector<Object> objects_;
  std::vector<Place> places_;
  std::vector<Host> hosts_;
  std::vector<Program> programs_;
  std::unordered_map<int64_t, uint32_t> program_by_pid_;
  std::vector<bool> name_is_shared_;  // by coroutine
  std::vector<uint32_t> stuck_events_, process_events_;
  std::vector<uint32_t> program_end_rows_, ended_programs_;  // side by side, by row

  // What few rows have: many waiters, bytes, a process id or a host, as the kind has it. Sorted by row.
  struct Amount {
    uint32_t row;
    uint32_t value;
  };
  uint32_t amount(uint32_t e, uint32_t absent) const;

  Column<Kind> kinds_;
  Column<uint8_t> flags_;
  TimeColumn times_ns_;
  Column<uint32_t> coroutine_column_;
  Column<uint32_t> cause_column_;  // who (by), where (place), or which message, as the kind has it
  Column<uint32_t> object_column_;
  Column<Amount> amounts_;
  Column<int64_t> large_numbers_;     // of messages, bytes and processes that need more than 31 bits
  Column<uint32_t> lists_;            // count, then that many objects; several `on`
  Column<uint64_t> offsets_;          // of the lines of rows 0, 16, 32, ...
  Column<uint32_t> line_gap_events_;  // rows before which lines without a time stand,
  Column<uint64_t> line_gap_counts_;  // and how many such lines stand before them in all
};

}  // namespace coutil::tracer
