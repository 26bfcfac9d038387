// echo_load LOAD PID PORT FIGURES_PORT NUMBER...: gives a running server one load and prints one line of
// figures. run.sh starts the servers and makes the tables.
#include <fmt/format.h>

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "tests/echo_benchmark/loads.h"

namespace coutil::load {
namespace {

constexpr std::string_view kUsage =
    "usage: echo_load ping-pong PID PORT FIGURES_PORT CONNECTIONS SECONDS   prints: round trips, seconds, "
    "cpu ns\n"
    "       echo_load feed|drain|reflect PID PORT FIGURES_PORT MEGABYTES    prints: megabytes, seconds, cpu "
    "ns\n"
    "       echo_load hold PID PORT FIGURES_PORT CONNECTIONS                prints: resident bytes, "
    "descriptors\n"
    "       echo_load soak PID PORT FIGURES_PORT FIRST CONNECTIONS          and Lua's bytes (or -), before "
    "and after\n"
    "FIGURES_PORT is 0 for a server that does not tell Lua's bytes.\n";

void print(const Measured& measured) {
  fmt::print("{} {:.6f} {}\n", measured.count, measured.seconds, measured.server_cpu_ns);
}

std::string text(const Standing& standing) {
  return fmt::format("{} {} {}", standing.resident_bytes, standing.descriptors,
                     standing.lua_bytes ? std::to_string(*standing.lua_bytes) : "-");
}

void print(const Growth& growth) { fmt::print("{} {}\n", text(growth.before), text(growth.after)); }

// False if the words are not as the usage has them.
bool run(const std::vector<std::string>& words) {
  if (words.size() < 5 || words.size() > 6) return false;
  const std::string& load = words[0];
  const ServerProcess server(std::stoi(words[1]), std::stoi(words[3]));
  const int port = std::stoi(words[2]);
  const std::string& number = words[4];
  const bool has_two = words.size() == 6;
  if (load == "ping-pong" && has_two) {
    print(ping_pong(server, port, std::stoi(number), std::stod(words[5])));
  } else if (load == "feed" && !has_two) {
    print(feed(server, port, std::stoi(number)));
  } else if (load == "drain" && !has_two) {
    print(drain(server, port, std::stoi(number)));
  } else if (load == "reflect" && !has_two) {
    print(reflect(server, port, std::stoi(number)));
  } else if (load == "hold" && !has_two) {
    print(hold(server, port, std::stoi(number)));
  } else if (load == "soak" && has_two) {
    print(soak(server, port, std::stoll(number), std::stoll(words[5])));
  } else {
    return false;
  }
  return true;
}

}  // namespace
}  // namespace coutil::load

int main(int count, char** words) {
  try {
    if (coutil::load::run({words + 1, words + count})) return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "echo_load: {}\n", error.what());
    return 1;
  }
  fmt::print(stderr, "{}", coutil::load::kUsage);
  return 2;
}
