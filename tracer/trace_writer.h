// Whether somebody is writing a trace: a run keeps a lock (flock) on the file that it records into, for as
// long as it lives. Looks only, and takes no lock: that could keep a run from beginning.
#pragma once

#include <string>

namespace coutil::tracer {

// Asks the system for its locks (/proc/locks): false also where it does not tell.
bool has_writer(const std::string& path);

}  // namespace coutil::tracer
