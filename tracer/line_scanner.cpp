// A hand-made scanner: literal text is compared as a word or two, numbers are read eight digits at a time.
// Whatever is not as expected makes the line one for the parser of JSON; nothing is complained about here.
#include "tracer/line_scanner.h"

#include <bit>
#include <cstring>

namespace coutil::tracer {

namespace {

constexpr uint64_t kOnes = 0x0101010101010101U;

uint64_t eight_bytes(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// Reads a line from its begin; the bytes behind the file's end are zeros, so it never runs far.
class LineCursor {
 public:
  LineCursor(const char* begin, ScannedChunk& chunk, EventRecord& out)
      : begin_(begin), at_(begin), chunk_(chunk), out_(out) {}

  // Whether this is an event line of the recorder's shape; then its newline stands at end().
  bool scan();
  const char* end() const { return at_; }

 private:
  template <size_t kSize>
  bool eat(const char (&literal)[kSize]) {
    constexpr size_t kLength = kSize - 1;
    static_assert(kLength <= 16);
    if constexpr (kLength >= 8) {
      if (eight_bytes(at_) != eight_bytes(literal)) return false;
      if (eight_bytes(at_ + kLength - 8) != eight_bytes(literal + kLength - 8)) return false;
    } else {
      uint64_t word = 0;
      for (size_t i = 0; i < kLength; i++) word |= static_cast<uint64_t>(literal[i]) << (8 * i);
      if ((eight_bytes(at_) ^ word) << (64 - 8 * kLength) != 0) return false;
    }
    at_ += kLength;
    return true;
  }

  // The digits from here on, eight at most; false for none. `value` is their number.
  int eat_digits(uint64_t& value) {
    uint64_t word = eight_bytes(at_) ^ (kOnes * '0');
    const uint64_t other = ((word + kOnes * 0x76) | word) & (kOnes * 0x80);
    const int count = other == 0 ? 8 : std::countr_zero(other) / 8;
    if (count == 0) return 0;
    word <<= 64 - 8 * count;
    word = word * 10 + (word >> 8);
    value = (((word & 0x000000FF000000FFU) * 0x000F424000000064U) +
             (((word >> 16) & 0x000000FF000000FFU) * 0x0000271000000001U)) >>
            32;
    value &= 0xffffffffU;
    at_ += count;
    return count;
  }

  // 0 to 99999999, as JSON writes it.
  bool eat_id(int32_t& id) {
    const bool zero = *at_ == '0';
    uint64_t value = 0;
    const int count = eat_digits(value);
    id = static_cast<int32_t>(value);
    return count != 0 && (!zero || count == 1) && !(*at_ >= '0' && *at_ <= '9');
  }

  bool eat_cause(int32_t& id) {
    if (*at_ != '-') return eat_id(id);
    id = -1;
    return eat("-1") && !(*at_ >= '0' && *at_ <= '9');
  }

  // Up to 16 digits: 115 days in nanoseconds.
  bool eat_time(int64_t& time_ns) {
    static constexpr uint64_t kTens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    const bool zero = *at_ == '0';
    uint64_t value = 0, low = 0;
    int count = eat_digits(value);
    if (count == 0 || (zero && count > 1)) return false;
    if (count == 8) {
      count = eat_digits(low);
      if (count > 0) value = value * kTens[count] + low;
    }
    time_ns = static_cast<int64_t>(value);
    return !(*at_ >= '0' && *at_ <= '9');
  }

  // Behind a string's opening quote: up to its closing one, if there is nothing in it that needs care.
  bool eat_plain_text() {
    while (true) {
      const uint64_t word = eight_bytes(at_);
      // Exact up to the first byte that is a quote, a backslash, a control character or no ASCII.
      const auto zero_bytes = [](uint64_t bytes) { return (bytes - kOnes) & ~bytes & (kOnes * 0x80); };
      const uint64_t special = zero_bytes(word ^ (kOnes * '"')) | zero_bytes(word ^ (kOnes * '\\')) |
                               ((word - kOnes * 0x20) & ~word & (kOnes * 0x80)) | (word & (kOnes * 0x80));
      if (special == 0) {
        at_ += 8;
        continue;
      }
      at_ += std::countr_zero(special) / 8;
      return *at_++ == '"';
    }
  }

  bool eat_text() { return *at_++ == '"' && eat_plain_text(); }

  bool eat_list();
  bool eat_co();
  bool eat_on() { return eat(",\"on\":") && eat_id(out_.on); }
  bool eat_by() { return eat(",\"by\":") && eat_cause(out_.by); }
  bool eat_place() { return !eat(",\"at\":") || eat_id(out_.at); }
  bool eat_name();
  bool eat_operation();

  bool await();
  bool emit();
  bool spawn();
  bool message();
  bool pick();
  bool event(Kind kind);
  bool kind(Kind& kind);

  const char* begin_;
  const char* at_;
  ScannedChunk& chunk_;
  EventRecord& out_;
};

bool LineCursor::eat_list() {
  if (*at_++ != '[') return false;
  if (!eat_id(out_.on)) return false;
  if (*at_ == ']') {
    at_++;
    return true;
  }
  const size_t begin = chunk_.lists.size();
  chunk_.lists.push_back(1);
  chunk_.lists.push_back(out_.on);
  while (*at_ == ',') {
    at_++;
    int32_t id;
    if (!eat_id(id)) return false;
    chunk_.lists.push_back(id);
    chunk_.lists[begin]++;
  }
  out_.on = static_cast<int32_t>(begin);
  out_.on_is_list = true;
  return *at_++ == ']';
}

// Who, and on which host: of events the builder asks that for `spawn` only, which is not scanned with a host.
bool LineCursor::eat_co() {
  if (!eat(",\"co\":") || !eat_id(out_.co)) return false;
  int32_t host;
  if (!eat(",\"host\":")) return true;
  return out_.kind != Kind::kSpawn && eat_id(host);
}

bool LineCursor::eat_name() {
  if (!eat(",\"name\":\"")) return false;
  const char* name = at_;
  if (!eat_plain_text() || at_ - 1 - name > UINT16_MAX) return false;
  out_.amount = static_cast<int32_t>(name - begin_);
  out_.name_size = static_cast<uint16_t>(at_ - 1 - name);
  return true;
}

bool LineCursor::eat_operation() {
  for (int i = 1; i < kOperationCount - 1; i++) {
    const std::string_view word = operation_name(static_cast<Operation>(i));
    if (std::strncmp(at_, word.data(), word.size()) != 0 || at_[word.size()] != '"') continue;
    out_.operation = static_cast<Operation>(i);
    at_ += word.size() + 1;
    return true;
  }
  return false;
}

bool LineCursor::await() {
  if (!eat_co() || !eat(",\"mode\":\"")) return false;
  out_.mode = *at_ == 'o' ? Mode::kOne : at_[1] == 'l' ? Mode::kAll : Mode::kAny;
  if (!eat("one\"") && !eat("all\"") && !eat("any\"")) return false;
  if (!eat(",\"on\":") || !eat_list() || !eat_place()) return false;
  int64_t due_ns;
  if (eat(",\"due\":")) return eat_time(due_ns);
  return !eat(",\"op\":\"") || eat_operation();
}

bool LineCursor::emit() {
  if (!eat_co() || !eat(",\"how\":\"")) return false;
  out_.mode = *at_ == 'o' ? Mode::kOne : Mode::kAll;
  if (!eat("one\"") && !eat("all\"")) return false;
  if (!eat_on() || !eat(",\"waiters\":") || !eat_id(out_.amount) || !eat_place()) return false;
  out_.stored = eat(",\"stored\":true");
  return true;
}

bool LineCursor::spawn() { return eat_co() && eat_by() && eat_name() && eat_place(); }

bool LineCursor::message() {
  if (out_.kind != Kind::kDrop) {
    if (!eat_co() || !eat_on()) return false;
  }
  if (!eat(",\"msg\":") || !eat_id(out_.by) || !eat(",\"bytes\":") || !eat_id(out_.amount)) return false;
  return (!eat(",\"to\":") && !eat(",\"from\":") && !eat(",\"why\":")) || eat_text();
}

bool LineCursor::pick() {
  int32_t took;
  if (!eat(",\"of\":[") || !eat_id(took)) return false;
  while (*at_ == ',') {
    at_++;
    if (!eat_id(took)) return false;
  }
  return eat("],\"took\":") && eat_id(took);
}

// What stands behind the time.
bool LineCursor::event(Kind kind) {
  switch (kind) {
    case Kind::kRun:
    case Kind::kCancel:
    case Kind::kClosed:
      return eat_co() && eat_by();
    case Kind::kAwait:
      return await();
    case Kind::kEmit:
      return emit();
    case Kind::kWake:
      return eat_co() && eat_by() && eat_on();
    case Kind::kTake:
    case Kind::kLock:
    case Kind::kUnlock:
    case Kind::kFulfill:
      return eat_co() && eat_on() && eat_place();
    case Kind::kYield:
      return eat_co() && eat_place();
    case Kind::kEnd:
      return eat_co();
    case Kind::kSpawn:
      return spawn();
    case Kind::kNote:
      return eat_co() && eat(",\"text\":") && eat_text() && eat_place();
    case Kind::kPrint:
      return eat_co() && eat(",\"text\":") && eat_text();
    case Kind::kLost:
      return eat_co() && eat(",\"on\":") && eat_list();
    case Kind::kSend:
    case Kind::kDeliver:
    case Kind::kDrop:
      return message();
    case Kind::kPick:
      return pick();
    default:
      return false;
  }
}

// The word behind `{"e":"`, and what follows it up to the time.
bool LineCursor::kind(Kind& kind) {
  const auto is = [&](const auto& word, Kind which) {
    if (!eat(word)) return false;
    kind = which;
    return true;
  };
  switch (*at_) {
    case 'r':
      return is("run\",\"t\":", Kind::kRun);
    case 'e':
      return is("emit\",\"t\":", Kind::kEmit) || is("end\",\"t\":", Kind::kEnd);
    case 'a':
      return is("await\",\"t\":", Kind::kAwait);
    case 'w':
      return is("wake\",\"t\":", Kind::kWake);
    case 't':
      return is("take\",\"t\":", Kind::kTake);
    case 'f':
      return is("fulfill\",\"t\":", Kind::kFulfill);
    case 'l':
      return is("lock\",\"t\":", Kind::kLock) || is("lost\",\"t\":", Kind::kLost);
    case 'u':
      return is("unlock\",\"t\":", Kind::kUnlock);
    case 'y':
      return is("yield\",\"t\":", Kind::kYield);
    case 'c':
      return is("closed\",\"t\":", Kind::kClosed) || is("cancel\",\"t\":", Kind::kCancel);
    case 's':
      return is("spawn\",\"t\":", Kind::kSpawn) || is("send\",\"t\":", Kind::kSend);
    case 'd':
      return is("deliver\",\"t\":", Kind::kDeliver) || is("drop\",\"t\":", Kind::kDrop);
    case 'p':
      return is("print\",\"t\":", Kind::kPrint) || is("pick\",\"t\":", Kind::kPick);
    case 'n':
      return is("note\",\"t\":", Kind::kNote);
    default:
      return false;
  }
}

bool LineCursor::scan() {
  return eat("{\"e\":\"") && kind(out_.kind) && eat_time(out_.time_ns) && event(out_.kind) && *at_++ == '}' &&
         *at_ == '\n';
}

}  // namespace

void scan_lines(ScannedChunk& chunk) {
  chunk.records.clear();
  chunk.lists.clear();
  const char* const begin = chunk.text.data();
  const char* const end = begin + chunk.text.size();
  for (const char* at = begin; at < end;) {
    EventRecord& record = chunk.records.emplace_back();
    record.begin = static_cast<uint32_t>(at - begin);
    const size_t lists = chunk.lists.size();
    LineCursor cursor(at, chunk, record);
    const char* line_end = nullptr;
    if (cursor.scan() && cursor.end() < end) {
      record.shape = EventRecord::Shape::kEvent;
      line_end = cursor.end();
    } else {
      record = EventRecord();
      record.begin = static_cast<uint32_t>(at - begin);
      chunk.lists.resize(lists);
      line_end = static_cast<const char*>(std::memchr(at, '\n', static_cast<size_t>(end - at)));
      if (line_end == nullptr) line_end = end;
      if (line_end == at || (line_end == at + 1 && *at == '\r')) record.shape = EventRecord::Shape::kEmpty;
    }
    record.size = static_cast<uint32_t>(line_end - at);
    at = line_end + 1;
  }
}

}  // namespace coutil::tracer
