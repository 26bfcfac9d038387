// Random operations, one time on a simulated host and one time with the C library in a folder of this
// machine: the same results, errors and contents, also of what a stream holds back.
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "tests/sim_files/disk.h"

namespace coutil::sim {
namespace {

#ifdef COUTIL_TEST_FEWER
constexpr std::uint64_t kRuns = 40;
#else
constexpr std::uint64_t kRuns = 400;
#endif
constexpr int kSteps = 150;
constexpr const char* kNames[] = {"a",    "b",     "c",      "sub/c",       "sub/d", "sub",    "./a",
                                  "no/x", "sub/.", "sub//d", "sub/../b",    "a/x",   "sub/c/", "c/",
                                  "",     ".",     "link",   "no/../sub/c", "sub/d", "c"};
constexpr const char* kModes[] = {"r", "w", "a", "r+", "w+", "a+"};

/// Both sides of one stream.
struct Pair {
  FileStream stream;
  std::FILE* file = nullptr;
  bool reads = false;
  bool updates = false;  // then what is in the C library's buffer hangs together with what it read ahead
};

class RandomRun {
 public:
  explicit RandomRun(std::uint64_t seed) : random_(seed, "operations") {}

  ~RandomRun() {
    for (Pair& pair : pairs_) close(pair);
  }

  void run() {
    for (int step = 0; step < kSteps; ++step) {
      Pair& pair = pairs_[random_.below(pairs_.size())];
      if (random_.below(6) == 0) {
        remove_or_rename();
      } else if (pair.file == nullptr) {
        open(pair);
      } else {
        use(pair);
      }
      compare_contents();
    }
  }

 private:
  const char* name() { return kNames[random_.below(std::size(kNames))]; }
  std::string machine(const char* name) { return *name == '\0' ? "" : host_.disk.machine() / name; }

  /// To be asked at once: what the machine says.
  static int error_of(bool well) { return well ? 0 : errno; }

  void same(int error, int expected, const char* what) {
    log_.append("\n").append(what).append(" ").append(details_).append(" -> ").append(std::to_string(error));
    details_.clear();
    INFO("after" << log_ << "\n"
                 << what << ", here: " << std::strerror(error)
                 << ", on the machine: " << std::strerror(expected));
    REQUIRE(error == expected);
  }

  void open(Pair& pair) {
    const char* name = this->name();
    // What a kernel says to making a file whose name ends with a slash differs between versions.
    const bool makes_none = std::string_view(name).ends_with('/');
    const char* mode = kModes[makes_none ? 0 : random_.below(std::size(kModes))];
    tell(pair, name, mode);
    pair.file = std::fopen(machine(name).c_str(), mode);
    const int expected = error_of(pair.file != nullptr);
    same(host_.open(pair.stream, name, mode), expected, "open");
    pair.reads = *mode == 'r' || mode[1] == '+';
    pair.updates = mode[1] == '+';
    if (pair.file != nullptr) set_buffering(pair);
  }

  void remove_or_rename() {
    const char* from = name();
    const char* to = name();
    details_.append(from).append(" ").append(to);
    if (random_.below(2) == 0) {
      const int expected = error_of(std::remove(machine(from).c_str()) == 0);
      same(host_.files.remove("", from), expected, "remove");
      return;
    }
    struct stat information;
    const std::string real = machine(from);
    // Folders of the disk can't be renamed in the simulation, and a link's new name is one of a copy.
    if (lstat(real.c_str(), &information) == 0 && !S_ISREG(information.st_mode)) return;
    if (std::strcmp(from, "link") == 0 || std::strcmp(to, "link") == 0) return;
    const int expected = error_of(std::rename(real.c_str(), machine(to).c_str()) == 0);
    same(host_.files.rename("", from, to), expected, "rename");
  }

  void use(Pair& pair) {
    switch (random_.below(7)) {
      case 0:
        return close(pair);
      case 1:
        return seek(pair);
      case 2:
        return read(pair);
      case 3:
        return flush(pair);
      default:
        return write(pair);
    }
  }

  void tell(const Pair& pair, std::string_view first, std::string_view second) {
    details_.append(" #").append(std::to_string(&pair - pairs_.data())).append(" ");
    details_.append(first).append(" ").append(second);
  }

  void flush(Pair& pair) {
    tell(pair, "", "");
    const int expected = error_of(std::fflush(pair.file) == 0);
    same(pair.stream.flush(), expected, "flush");
  }

  void close(Pair& pair) {
    if (pair.file == nullptr) return;
    const int expected = error_of(std::fclose(pair.file) == 0);
    pair.file = nullptr;
    same(pair.stream.close(), expected, "close");
  }

  void write(Pair& pair) {
    constexpr std::size_t kSizes[] = {0, 1, 10, 100, 1000, 4095, 4096, 4097, 8192, 10000};
    std::string text(kSizes[random_.below(std::size(kSizes))], static_cast<char>('A' + random_.below(26)));
    for (std::uint64_t lines = random_.below(3); lines > 0 && !text.empty(); --lines) {
      text[random_.below(text.size())] = '\n';
    }
    tell(pair, std::to_string(text.size()), "");
    const int expected = error_of(std::fwrite(text.data(), 1, text.size(), pair.file) == text.size());
    same(pair.stream.write(text), expected, "write");
    if (pair.updates) flush(pair);
  }

  void read(Pair& pair) {
    char bytes[5000];
    // Of a file that can't be read the C library writes out what it holds back if little is to be read.
    const bool little = !pair.reads || random_.below(2) == 0;
    const std::size_t wanted = 1 + random_.below(little ? 20 : sizeof bytes - 1);
    tell(pair, std::to_string(wanted), "");
    std::clearerr(pair.file);
    const std::size_t got = std::fread(bytes, 1, wanted, pair.file);
    const int expected = error_of(std::ferror(pair.file) == 0);
    same(pair.stream.prepare_reading(), expected, "read");
    if (expected != 0) return;
    const std::string_view rest = pair.stream.rest().substr(0, wanted);
    INFO("after" << log_);
    REQUIRE(rest == std::string_view(bytes, got));
    pair.stream.advance(rest.size());
    std::fflush(pair.file);
  }

  void seek(Pair& pair) {
    if (pair.stream.file()->kind() == OpenFileKind::kFolder) return;  // differs with the kind of disk
    constexpr int kOrigins[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    const std::size_t origin = random_.below(3);
    const auto offset = static_cast<std::int64_t>(random_.below(9000)) - 3000;
    std::int64_t position = 0;
    tell(pair, std::to_string(origin), std::to_string(offset));
    const int expected = error_of(std::fseek(pair.file, offset, kOrigins[origin]) == 0);
    same(pair.stream.seek(static_cast<OpenFile::Origin>(origin), offset, position), expected, "seek");
    INFO("after" << log_);
    if (expected == 0) REQUIRE(position == std::ftell(pair.file));
    if (pair.reads) std::fflush(pair.file);  // here nothing is read ahead
  }

  /// C allows it before anything else only.
  void set_buffering(Pair& pair) {
    constexpr int kModesOfC[] = {_IONBF, _IOFBF, _IOLBF};
    const std::size_t mode = random_.below(3);
    details_.append(" buffering ").append(std::to_string(mode));
    std::setvbuf(pair.file, nullptr, kModesOfC[mode], 0);
    pair.stream.set_buffering(static_cast<Buffering>(mode));
  }

  void compare_contents() {
    for (const char* name : {"a", "b", "c", "sub/c", "sub/d", "link"}) {
      std::string expected = "errno 0";
      errno = 0;
      if (std::FILE* file = std::fopen(machine(name).c_str(), "r"); file != nullptr) {
        expected.assign(30000, '\0');
        expected.resize(std::fread(expected.data(), 1, expected.size(), file));
        std::fclose(file);
      } else {
        expected = "errno " + std::to_string(errno);
      }
      const std::string content = host_.content(name).substr(0, 30000);
      if (content == expected) continue;
      const auto [here, there] =
          std::mismatch(content.begin(), content.end(), expected.begin(), expected.end());
      INFO("after" << log_ << "\n" << name << " differs at byte " << here - content.begin());
      REQUIRE(content.size() == expected.size());
      REQUIRE(content == expected);
    }
  }

  Host host_;
  RandomStream random_;
  std::string log_;
  std::string details_;
  std::array<Pair, 5> pairs_;
};

}  // namespace

TEST_CASE("random operations do what the C library does on this machine") {
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    INFO("seed " << seed);
    RandomRun run(seed);
    run.run();
  }
}

}  // namespace coutil::sim
