// Writes a random trace of any length to stdout: make-trace EVENTS [SEED [COROUTINES [lasting]]]. With
// `lasting` all coroutines are there from the start, and none ends; else they come and go.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/tracer/trace_generator.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: make-trace EVENTS [SEED [COROUTINES [lasting]]] > FILE\n", stderr);
    return 2;
  }
  coutil::tracer::GeneratorOptions options;
  options.events = std::strtoull(argv[1], nullptr, 10);
  if (argc > 2) options.seed = std::strtoull(argv[2], nullptr, 10);
  if (argc > 3) options.coroutines = static_cast<uint32_t>(std::strtoul(argv[3], nullptr, 10));
  if (argc > 4 && std::string_view(argv[4]) == "lasting") {
    options.lasting = true;
    options.objects = options.coroutines / 100 + 1;
    options.calm = 30;
  }
  coutil::tracer::generate_trace_to(options, stdout);
  return std::fflush(stdout) == 0 ? 0 : 1;
}
