// How durations, shares and counts are written for people. Knows no trace.
#pragma once

#include <cstdint>
#include <string>

namespace coutil::tracer {

// "0", "850 ns", "12.3 us", "1.25 ms", "3 s", "2 min 5 s", "1 d 3 h": three digits at most, no trailing
// zeros.
std::string format_duration_ns(int64_t duration_ns);

// A tick of a ruler: in the unit that fits `largest_ns`, with as many digits as steps of `step_ns` need.
std::string format_tick_ns(int64_t time_ns, int64_t step_ns, int64_t largest_ns);

// "1,234,567".
std::string format_count(uint64_t count);

// "1 event", "1,234 events".
std::string format_counted(uint64_t count, const char* noun);

// A share of a whole: "37 %", "<1 %", "-" where the whole is 0.
std::string format_share(int64_t part, int64_t whole);

// The smallest of 1, 2, 5 times a power of ten that is at least `least` (>= 1): steps of a ruler.
int64_t round_step(int64_t least);

}  // namespace coutil::tracer
