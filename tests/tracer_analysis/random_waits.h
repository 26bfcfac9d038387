// Random traces, written without an engine, whose coroutines stand in the locks of several mutexes at once,
// for one, all or any of them, among events that anybody may emit. Knows the format, not the tracer.
#pragma once

#include <string>

namespace coutil::tracer::test {

std::string random_waits_trace(unsigned seed);

}  // namespace coutil::tracer::test
