// The agenda of a simulated world: what will happen, ordered by time and, at the same time, by the order in
// which it was planned; and the time itself. It must not know what happens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <vector>

#include "engine/backend.h"

namespace coutil::sim {

class Agenda;

/// What a happening means to who waits without a limit.
enum class Weight : std::uint8_t {
  kExpected,  // it is waited for
  kQuiet,     // it changes nothing by itself that a program could see; looked ahead at when nothing else is
  kIdle,      // it happens when its time comes, and nobody waits for that
};

/// Something that happens at a time. Its place in the agenda is reserved as long as it lives, so that
/// planning it takes no memory and never fails.
class Happening {
 public:
  Happening(const Happening&) = delete;
  Happening& operator=(const Happening&) = delete;

  bool is_planned() const noexcept { return place_ != kNowhere; }

 protected:
  /// Throws std::bad_alloc.
  explicit Happening(Agenda& agenda);
  ~Happening();

  Agenda& agenda() const noexcept { return *agenda_; }

 private:
  friend class Agenda;
  static constexpr std::size_t kNowhere = SIZE_MAX;

  /// It is no longer planned and may plan itself again, or destroy itself.
  virtual void happen(TimeNs now_ns) = 0;

  Agenda* agenda_;
  std::size_t place_ = kNowhere;
  Weight weight_ = Weight::kExpected;
};

class Agenda final {
 public:
  explicit Agenda(std::pmr::memory_resource* memory) : heap_(memory) {}
  Agenda(const Agenda&) = delete;
  Agenda& operator=(const Agenda&) = delete;

  /// The present. While something happens it may be later than that one's time: a program was at work.
  TimeNs now_ns() const noexcept { return now_ns_; }

  /// Time never falls, but where somebody looked ahead and nothing came of it.
  void set_now_ns(TimeNs now_ns) noexcept { now_ns_ = now_ns; }

  /// Plans it, or plans it anew.
  void plan(Happening& happening, TimeNs due_ns, Weight weight = Weight::kExpected) noexcept;

  void remove(Happening& happening) noexcept;

  /// When the next one happens; kNever when there is none.
  TimeNs next_due_ns() const noexcept { return heap_.empty() ? kNever : heap_.front().due_ns; }

  /// When the last quiet one happens, at the most; 0 when there is none.
  TimeNs last_quiet_ns() const noexcept { return quiet_count_ == 0 ? 0 : last_quiet_ns_; }

  /// Whether anything is planned that is waited for.
  bool expects() const noexcept { return heap_.size() > quiet_count_ + idle_count_; }

  /// The weight of the next one, which there is.
  Weight next_weight() const noexcept { return heap_.front().happening->weight_; }

  /// Lets the next one happen, which is due.
  void happen_next();

  /// Lets all happen that is due at `until_ns` or before, in order, also what is planned meanwhile.
  void happen_until(TimeNs until_ns);

 private:
  friend class Happening;
  struct Entry {
    TimeNs due_ns;
    std::uint64_t sequence;
    Happening* happening;
    bool before(const Entry& other) const noexcept {
      return due_ns != other.due_ns ? due_ns < other.due_ns : sequence < other.sequence;
    }
  };

  void enlist();
  void put(std::size_t place, const Entry& entry) noexcept;
  void sift_up(std::size_t place, const Entry& entry) noexcept;
  void sift_down(std::size_t place, const Entry& entry) noexcept;

  std::pmr::vector<Entry> heap_;  // four children each
  std::size_t enlisted_ = 0;
  std::size_t quiet_count_ = 0;
  std::size_t idle_count_ = 0;
  TimeNs last_quiet_ns_ = 0;
  TimeNs now_ns_ = 0;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace coutil::sim
