// Feeds the builder: what the scanner took apart as it is, every other line by way of the parser of JSON.
// Here it is decided what is no trace. Knows the file's edges (torn last line, NUL bytes at the end,
// versions); what lines mean is the builder's.
#include "tracer/trace_loader.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "tracer/mapped_file.h"

namespace coutil::tracer {

namespace {

constexpr int64_t kVersion = 1;
constexpr size_t kLongestLine = size_t{64} << 20;
constexpr size_t kRememberedBytes = 64;  // before the place that was read up to, to see whether they stay
constexpr int kPatience = 5;             // times that a broken line of a growing file is looked at again

// Text has no control characters but white space (and the colours of terminals).
bool looks_binary(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, 4096);
  return std::any_of(start.begin(), start.end(), [](char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return code == 0x7f || (code < 0x20 && std::strchr("\t\n\r\f\v\x1b", byte) == nullptr) || code == 0;
  });
}

std::string_view without_nuls(std::string_view text) {
  while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
  return text;
}

}  // namespace

TraceLoader::TraceLoader(std::string path, const ReadOptions& options)
    : path_(std::move(path)), options_(options), file_(MappedFile::open(path_)) {
  builder_ = std::make_unique<TraceBuilder>(path_, file_, options_);
  const std::string_view text = without_nuls(file_->bytes());
  if (text.empty()) throw TraceError(path_, 0, "holds nothing but NUL bytes");
  end_ = text.size();
  std::string_view line = text.substr(0, text.find('\n'));
  read_ = std::min(line.size() + 1, end_);
  unfinished_ = line.size() == text.size();
  number_ = 1;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  read_header(line);
  // Lines of a trace are seldom shorter than this; memory that stays untouched costs nothing.
  builder_->reserve(text.size() / 40 + 16);
  scanner_ = std::make_unique<ChunkScanner>(text.substr(read_), options_.scan);
}

TraceLoader::~TraceLoader() = default;

bool TraceLoader::read_chunk() {
  if (scanner_ == nullptr) return false;
  const ScannedChunk* chunk = scanner_->next();
  if (chunk == nullptr) {
    scanner_.reset();
    return false;
  }
  for (const EventRecord& record : chunk->records) {
    number_++;
    if (record.shape == EventRecord::Shape::kEvent) {
      builder_->add(record, *chunk, number_);
    } else if (record.shape == EventRecord::Shape::kOther && !add_other(record, *chunk)) {
      number_--;
      read_ += record.begin;
      scanner_.reset();
      return false;
    }
  }
  read_ += chunk->text.size();
  tries_ = 0;
  return true;
}

// False where the line is not there as a whole.
bool TraceLoader::add_other(const EventRecord& record, const ScannedChunk& chunk) {
  std::string_view line = chunk.text.substr(record.begin, record.size);
  const bool complete = record.begin + record.size < chunk.text.size();
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (line.empty()) return true;
  if (line.size() > kLongestLine) {
    throw TraceError(path_, number_,
                     fmt::format("a line of {} MB; no line of a trace is longer than {} MB",
                                 line.size() >> 20, kLongestLine >> 20));
  }
  if (parser_.parse(line, line_)) {
    builder_->set_torn_bytes(0);
    builder_->add(line_, number_, line);
    unfinished_ = !complete;
    return true;
  }
  if (complete && !(options_.patient && ++tries_ <= kPatience)) fail_at(line);
  builder_->set_torn_bytes(line.size());
  return false;
}

TraceLoader::Change TraceLoader::look_again() {
  struct stat status;
  if (stat(path_.c_str(), &status) != 0) return Change::kNone;  // moved away: what was read stays shown
  const auto size = static_cast<size_t>(std::max<off_t>(status.st_size, 0));
  if (size < read_ || !file_->is_of(status)) return Change::kReplaced;
  if (size > file_->bytes().size()) {
    file_ = MappedFile::open(path_);
    if (builder_ != nullptr) builder_->set_file(file_);
  }
  const std::string_view bytes = file_->bytes();
  if (bytes.size() < read_) return Change::kReplaced;
  const std::string_view remembered =
      bytes.substr(read_ - std::min(read_, kRememberedBytes), kRememberedBytes);
  if (!remembered_.empty() && remembered.substr(0, remembered_.size()) != remembered_)
    return Change::kReplaced;
  // A writer puts its lines over NUL bytes: while there is one, nothing came.
  if (read_ == bytes.size() || bytes[read_] == '\0') return Change::kNone;
  const std::string_view text = without_nuls(bytes);
  if (unfinished_ && text[read_] == '\n') read_++;
  unfinished_ = false;
  if (text.size() <= read_ || (text.size() == end_ && tries_ == 0)) return Change::kNone;
  end_ = text.size();
  if (builder_ != nullptr) builder_->set_torn_bytes(0);
  scanner_ = std::make_unique<ChunkScanner>(text.substr(read_), options_.scan);
  return Change::kMore;
}

void TraceLoader::remember() {
  const size_t size = std::min(read_, kRememberedBytes);
  remembered_ = file_->bytes().substr(read_ - size, size);
}

void TraceLoader::read_header(std::string_view line) {
  const bool parsed = parser_.parse(line, line_);
  if (!parsed && looks_binary(file_->bytes())) {
    throw TraceError(path_, 0, "is no trace: it is binary, and a trace is lines of JSON");
  }
  if (!parsed || line_.line_kind != LineKind::kTrace || !line_.has(TraceLine::kVersion)) {
    throw TraceError(path_, 1, "this is no trace: its first line should be {\"e\":\"trace\",\"v\":1,...}");
  }
  if (line_.version != kVersion) {
    throw TraceError(path_, 1,
                     fmt::format("a trace of version {}; this build reads version {}{}", line_.version,
                                 kVersion, line_.version > kVersion ? ", a newer coutil may read it" : ""));
  }
  Header header;
  header.version = line_.version;
  const auto get = [&](const char* key) { return parser_.value(line, key); };
  header.backend = get("backend");
  header.seed = get("seed");
  header.lua = get("lua");
  header.coutil = get("coutil");
  header.script = get("script");
  header.args = get("args");
  header.scenario = get("scenario");
  header.choices = get("choices");
  header.digest = get("digest");
  header.from_middle = get("from") == "middle";
  builder_->set_header(std::move(header));
}

void TraceLoader::fail_at(std::string_view line) const {
  if (std::memchr(line.data(), 0, line.size()) != nullptr) {
    throw TraceError(path_, number_, "NUL bytes in the middle of the trace; only its end may have some");
  }
  constexpr size_t kShown = 40;
  std::string shown(line.substr(0, kShown));
  for (char& byte : shown) {
    if (static_cast<unsigned char>(byte) < 0x20 || static_cast<unsigned char>(byte) >= 0x7f) byte = '?';
  }
  throw TraceError(path_, number_, parser_.problem() + ": " + shown + (line.size() > kShown ? "..." : ""));
}

}  // namespace coutil::tracer
