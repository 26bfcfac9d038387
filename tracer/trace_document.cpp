// The thread behind a document. It reads rows into columns that only grow, and now and then publishes facts
// of what there is: a model that shares the columns, and lanes, which are written down anew each time. That
// takes a twentieth of a second for a million events, so it is done seldom: at most a sixth of the time goes
// into it. (Lanes that could be appended to in place would need a list for each lane, a third more memory,
// and a lock in every frame.) What a picture can do without is computed once all of a file was read.
#include "tracer/trace_document.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "tracer/lane_builder.h"
#include "tracer/trace_loader.h"
#include "tracer/trace_writer.h"

namespace coutil::tracer {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kPause = milliseconds(30);         // between two looks at a file that may grow
constexpr auto kLongPause = milliseconds(300);    // at one that ended with its `fin`
constexpr auto kLeastBetween = milliseconds(80);  // two publications
constexpr auto kSoon = milliseconds(1000);
constexpr int kWorkForOne = 5;  // times what a publication took goes by before the next

// One reading of a file from its beginning, and what follows it.
struct Load {
  Load(const std::string& path, const DocumentOptions& options)
      : loader(path, {.patient = true, .scan = options.scan}), lanes(std::in_place, loader.building()) {}

  bool read_chunk() {
    const bool more = loader.read_chunk();
    lanes->advance();
    return more;
  }

  TraceLoader loader;
  std::optional<LaneBuilder> lanes;
  const Clock::time_point begin = Clock::now();
  bool at_end = false, failed = false, grew = false, ended = false;
  bool has_writer = false, had_writer = false;
  std::uint64_t shown_bytes = 0;
};

// Tables of a long trace come and go while it is read. As it is, the allocator would learn from that to keep
// tens of megabytes for more of them.
void give_memory_back_at_once() {
  constexpr int kLarge = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, kLarge);
  mallopt(M_TRIM_THRESHOLD, kLarge);
}

}  // namespace

// What the thread and the document share. The thread owns `load_`; what is behind the mutex both touch.
class TraceDocument::Reader {
 public:
  Reader(std::string path, const DocumentOptions& options) : path_(std::move(path)), options_(options) {
    give_memory_back_at_once();
    load_ = std::make_unique<Load>(path_, options_);
    while (load_->loader.read_bytes() < options_.first_bytes) {
      if (load_->read_chunk()) continue;
      // A line that may be there as a whole in a moment, or else is worth a complaint right now.
      if (load_->loader.waits_for_line()) std::this_thread::sleep_for(kPause);
      load_->loader.remember();
      if (!load_->loader.waits_for_line() || look() != TraceLoader::Change::kMore) break;
    }
    look_for_writer();
    publish(false);
  }

  ~Reader() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  void start() {
    thread_ = std::thread([this] { run(); });
  }

  bool take(SharedFacts& facts, DocumentStatus& status, std::uint64_t& load_count) {
    const std::lock_guard lock(mutex_);
    if (!changed_) return false;
    changed_ = false;
    facts = facts_;
    status = status_;
    load_count = load_count_;
    return true;
  }

 private:
  void run() {
    while (true) {
      const bool read = !load_->at_end && read_chunk();
      const bool news = load_->loader.read_bytes() != load_->shown_bytes;
      const bool is_due =
          Clock::now() >= next_publication_ && (load_->at_end || (has_doubled() && !is_soon_whole()));
      const bool is_whole = load_->at_end && load_->ended;
      const bool is_all_for_now = load_->at_end && !load_->grew;
      if (news && (is_due || is_whole || is_all_for_now)) publish(is_whole);
      if (load_->at_end) look_for_writer();
      tell_progress();
      if (read) {
        if (is_stopping(milliseconds(0))) return;
        continue;
      }
      if (is_whole && load_->lanes) let_go();
      add_late();
      drop_former();
      if (is_stopping(load_->ended ? kLongPause : kPause)) return;
      look_again();
    }
  }

  bool is_stopping(milliseconds pause) {
    std::unique_lock lock(mutex_);
    if (pause.count() > 0) wake_.wait_for(lock, pause, [this] { return stopping_; });
    return stopping_;
  }

  // Parts of a file, each twice the one before: all together cost no more than the whole, however slow the
  // machine is just now.
  bool has_doubled() const { return load_->grew || load_->loader.read_bytes() / 2 >= load_->shown_bytes; }

  // Whether the rest of the file takes so little time that showing a part first would only delay the whole.
  bool is_soon_whole() const {
    const auto read = static_cast<double>(load_->loader.read_bytes());
    const double rest = static_cast<double>(load_->loader.file_bytes()) - read;
    return (Clock::now() - load_->begin) * (rest / std::max(read, 1.0)) < kSoon;
  }

  // False at the end of what the file had.
  bool read_chunk() {
    try {
      if (load_->read_chunk()) return true;
    } catch (const std::exception& error) {
      load_->failed = true;
      if (load_->loader.look_again() != TraceLoader::Change::kReplaced) trouble_ = error.what();
    }
    load_->at_end = true;
    load_->ended = load_->loader.building().fin().has_value();
    load_->loader.remember();
    return false;
  }

  // A finished trace: nothing but its facts is needed any more.
  void let_go() {
    load_->lanes.reset();
    load_->loader.let_go();
    malloc_trim(0);  // else the system would not get back what the lanes took while they were built
  }

  // Who looks at the facts goes on meanwhile; one core is left to them.
  void add_late() {
    if (published_->late() != nullptr || load_->shown_bytes != load_->loader.read_bytes()) return;
    if (published_->add_late([this] { return is_stopping(milliseconds(0)); })) malloc_trim(0);
    tell_progress();
  }

  // The former facts are given back here and not where frames are drawn: that can take a while.
  void drop_former() {
    const auto is_former = [](const SharedFacts& facts) { return facts.use_count() == 1; };
    if (std::erase_if(kept_, is_former) > 0) malloc_trim(0);
  }

  void look_again() {
    const TraceLoader::Change change = look();
    if (change == TraceLoader::Change::kNone || (change == TraceLoader::Change::kMore && load_->failed))
      return;
    if (change == TraceLoader::Change::kMore && load_->lanes) {
      load_->at_end = false;
      load_->grew = true;
      return;
    }
    try {
      auto again = std::make_unique<Load>(path_, options_);
      load_ = std::move(again);
      loads_++;
      trouble_.clear();
      notice_ = "written anew, and read again";
      next_publication_ = {};
    } catch (const std::exception& error) {
      // Mostly a file that is empty for a moment, because a program starts that writes to it.
      notice_ = std::string("the file was replaced, and this was in it before; now: ") + error.what();
    }
  }

  // A run that does nothing for a while is told from one that was killed.
  void look_for_writer() {
    if (load_->ended || Clock::now() < next_look_) return;
    next_look_ = Clock::now() + kLongPause;
    load_->has_writer = has_writer(path_);
    load_->had_writer |= load_->has_writer;
  }

  TraceLoader::Change look() {
    try {
      return load_->loader.look_again();
    } catch (const std::exception&) {
      return TraceLoader::Change::kReplaced;
    }
  }

  // `for_good`: nothing will come after it.
  void publish(bool for_good) {
    const auto begin = Clock::now();
    published_ = make_first_facts(load_->loader.snapshot(), *load_->lanes, for_good);
    load_->shown_bytes = load_->loader.read_bytes();
    // While a trace grows, what was there must not be missing again and again.
    if (load_->grew || published_->model().event_count() <= options_.few_rows) {
      published_->add_late([this] { return is_stopping(milliseconds(0)); });
    }
    drop_former();
    kept_.push_back(published_);
    {
      const std::lock_guard lock(mutex_);
      facts_ = published_;
      load_count_ = loads_;
      changed_ = true;
    }
    const auto took = Clock::now() - begin;
    next_publication_ = Clock::now() + std::max<Clock::duration>(kLeastBetween, took * kWorkForOne);
    tell_progress();
  }

  void tell_progress() {
    DocumentStatus status;
    const auto read = static_cast<double>(load_->loader.read_bytes());
    const auto whole = static_cast<double>(std::max<std::size_t>(load_->loader.file_bytes(), 1));
    status.reading = !load_->at_end;
    status.part = load_->at_end ? 1 : std::min(read / whole, 1.0);
    status.settled = load_->at_end && load_->shown_bytes == load_->loader.read_bytes();
    status.finding = published_->late() == nullptr;
    const bool is_written = load_->has_writer || (load_->grew && !load_->had_writer);
    status.growing = is_written && !load_->ended && !load_->failed;
    status.trouble = trouble_;
    status.notice = notice_;
    const std::lock_guard lock(mutex_);
    if (status == status_) return;
    status_ = std::move(status);
    changed_ = true;
  }

  const std::string path_;
  const DocumentOptions options_;
  std::unique_ptr<Load> load_;
  std::string trouble_, notice_;
  std::uint64_t loads_ = 1;
  Clock::time_point next_publication_, next_look_;
  std::shared_ptr<TraceFacts> published_;  // the last ones
  std::vector<SharedFacts> kept_;          // so that who draws is never the last who has them

  std::mutex mutex_;
  std::condition_variable wake_;
  SharedFacts facts_;
  DocumentStatus status_;
  std::uint64_t load_count_ = 1;
  bool changed_ = false, stopping_ = false;
  std::thread thread_;
};

TraceDocument::TraceDocument(std::string path, const DocumentOptions& options)
    : reader_(std::make_unique<Reader>(std::move(path), options)) {
  advance();
  reader_->start();
}

TraceDocument::~TraceDocument() = default;

bool TraceDocument::advance() { return reader_->take(facts_, status_, load_count_); }

}  // namespace coutil::tracer
