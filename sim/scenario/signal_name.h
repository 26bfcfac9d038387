// The signals by name: the words of coutil's manual ("terminate"), and for those that have none, and for all
// others too, the names of UNIX ("SIGKILL"). It must not know what signals do.
#pragma once

#include <string_view>

namespace coutil::sim {

/// The signal's number, or 0: there is no signal of that name. UNIX names may lack their "SIG".
int signal_number(std::string_view name) noexcept;

/// The word of the manual, else the name of UNIX; "?" for a number that is no signal's.
const char* signal_word(int number) noexcept;

/// The manual's words, for messages: "abort, bgread, ...".
std::string_view signal_words() noexcept;

}  // namespace coutil::sim
