// The words after `coutil trace`, and what each of them does: command.h.
// Knows command lines, terminals and exit codes; what the answers are is computed elsewhere.
#pragma once

#include <cstdio>
#include <string>

namespace coutil {

// Everything after `coutil trace`: argv[0] is the word "trace", argv[1] the command. Prints answers to stdout
// and what is wrong to stderr. Returns 0; 1 where a check failed; 2 for wrong usage or a file that can't be
// read; what else a command has to say (3 stuck, 5 traces differ). For `view` and `shot` it becomes the
// program coutil-tracer that lies beside this one, and does not return.
int trace_command(int argc, char** argv);

// The lanes of a trace as characters, as wide and as coloured as `out` is. Throws coutil::tracer::TraceError.
void print_text_lanes(const std::string& trace_path, FILE* out);

}  // namespace coutil
