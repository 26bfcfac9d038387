// Messages from their sending to their arrival or loss, matched by id, so that a picture finds those under
// way in a stretch. Built once from the lanes; knows no picture.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

// One that was delivered in pieces, or copied on its way, is several of these.
struct Message {
  std::uint32_t send;  // row
  std::uint32_t end;   // row of its `deliver` or `drop`
};

class MessageIndex {
 public:
  explicit MessageIndex(const Lanes& lanes);

  // Sorted by send. What was sent and never heard of again is not among them, nor what came from outside.
  std::span<const Message> all() const { return messages_; }

  // Calls visit(message) for those that touch the rows [from, to), by send, until it returns false.
  // O(in sight + log n), and a little for every kBlock that ended before.
  template <typename Visit>
  void visit(std::uint32_t from, std::uint32_t to, Visit visit) const {
    for (std::size_t block = 0; block < latest_end_.size(); ++block) {
      const std::size_t begin = block * kBlock, end = std::min(begin + kBlock, messages_.size());
      if (messages_[begin].send >= to) return;
      if (latest_end_[block] < from) continue;
      for (std::size_t i = begin; i < end && messages_[i].send < to; ++i) {
        if (messages_[i].end >= from && !visit(messages_[i])) return;
      }
    }
  }

  // All messages from one lane to another, or from one that were lost.
  struct Pair {
    std::uint32_t from, to;  // lanes; to: kNone for those that were lost
    std::uint32_t begin;     // of its messages
  };
  // Sorted by from, then by to.
  std::span<const Pair> pairs() const { return std::span(pairs_).first(pairs_.size() - 1); }
  // The places in all() of a pair's messages, ascending; `pair` is one of pairs().
  std::span<const std::uint32_t> of(const Pair& pair) const {
    return std::span(by_pair_).subspan(pair.begin, (&pair + 1)->begin - pair.begin);
  }

  std::size_t memory_bytes() const {
    return messages_.size() * sizeof(Message) + latest_end_.size() * sizeof(std::uint32_t) +
           by_pair_.size() * sizeof(std::uint32_t) + pairs_.size() * sizeof(Pair);
  }

 private:
  void sort_by_pair(const TraceModel& model);

  static constexpr std::size_t kBlock = 256;

  std::vector<Message> messages_;
  std::vector<std::uint32_t> latest_end_;  // of each kBlock messages
  std::vector<std::uint32_t> by_pair_;     // places in messages_, pair after pair
  std::vector<Pair> pairs_;                // and one that ends the last
};

}  // namespace coutil::tracer
