// What a crash, a kill and an end leave of what programs wrote.
#include <set>

#include "tests/sim_files/disk.h"

namespace coutil::sim {
namespace {

/// What a file has after a crash in the midst of `write(stream)`.
template <typename Write>
std::string after_crash(Write write, bool tear = false, std::uint64_t seed = 1) {
  Host host;
  FileStream stream;
  CHECK(host.open(stream, "/tmp/x", "w") == 0);
  write(stream);
  RandomStream random(seed, "tear");
  host.files.crash(tear, random);
  CHECK_FALSE(stream.is_open());
  CHECK(host.files.open_count() == 0);
  return host.content("/tmp/x");
}

}  // namespace

TEST_CASE("what was flushed survives a crash, the rest does not") {
  CHECK(after_crash([](FileStream& stream) { stream.write("lost"); }).empty());
  CHECK(after_crash([](FileStream& stream) {
          stream.write("kept");
          stream.flush();
          stream.write("lost");
        }) == "kept");
  CHECK(after_crash([](FileStream& stream) {
          stream.set_buffering(Buffering::kNone);
          stream.write("kept");
        }) == "kept");
  CHECK(after_crash([](FileStream& stream) {
          stream.set_buffering(Buffering::kLine);
          stream.write("kept\nlost");
        }) == "kept\n");
  CHECK(after_crash([](FileStream& stream) {
          for (int i = 0; i < 5000; ++i) stream.write("x");
        }) == std::string(4096, 'x'));
  CHECK(after_crash([](FileStream& stream) {
          stream.write("kept");
          stream.close();
        }) == "kept");
}

TEST_CASE("a crash that tears leaves a part of what was held back, the same for each seed") {
  std::set<std::string> seen;
  const auto write = [](FileStream& stream) {
    stream.write("kept ");
    stream.flush();
    stream.write("torn");
  };
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const std::string left = after_crash(write, true, seed);
    CHECK(left == after_crash(write, true, seed));
    CHECK(std::string("kept torn").starts_with(left));
    CHECK(left.size() >= 5);
    seen.insert(left);
  }
  CHECK(seen.size() == 5);
}

TEST_CASE("a program that ends has written all, one that is killed has not") {
  Host host;
  FileStream ended;
  FileStream killed;
  CHECK(host.open(ended, "/tmp/ended", "w", &ended) == 0);
  CHECK(host.open(killed, "/tmp/killed", "w", &killed) == 0);
  CHECK(ended.write("text") == 0);
  CHECK(killed.write("text") == 0);
  host.files.end_streams(&killed, false);
  CHECK(ended.is_open());
  host.files.end_streams(&ended, true);
  CHECK(host.files.open_count() == 0);
  CHECK(host.content("/tmp/ended") == "text");
  CHECK(host.content("/tmp/killed").empty());
}

TEST_CASE("who has references after a crash releases them as ever") {
  Host host;
  OpenFile* file = nullptr;
  CHECK(host.files.open("", "a", OpenMode::of("r"), file) == 0);
  FileStream stream;
  file->add_reference();
  stream.open(host.files, *file, nullptr);
  RandomStream random(1, "tear");
  host.files.crash(true, random);
  CHECK(host.files.open_count() == 1);
  file->release();
  CHECK(host.files.open_count() == 0);
}

}  // namespace coutil::sim
