// Looks for a key in the lists of blocks first, then in the rows of the block that has it. Rows after the
// last whole block are read one by one.
#include "tracer/row_index.h"

#include <algorithm>

namespace coutil::tracer {

bool RowIndex::Postings::has(size_t block, uint32_t key) const {
  const auto begin = keys.begin() + static_cast<std::ptrdiff_t>(begins[block]);
  const auto end = keys.begin() + static_cast<std::ptrdiff_t>(begins[block + 1]);
  return std::binary_search(begin, end, key);
}

RowIndex::RowIndex(const TraceModel& model) : model_(&model), sums_(1) {
  // Each key once a block: `seen` has the last block that each was seen in.
  struct Collector {
    Postings& postings;
    std::vector<uint32_t> seen;
    Collector(Postings& whose, size_t keys) : postings(whose), seen(keys, kNone) {}
    void add(uint32_t key, uint32_t block) {
      if (key >= seen.size() || seen[key] == block) return;
      seen[key] = block;
      postings.keys.push_back(key);
    }
    void end_block() {
      std::sort(postings.keys.begin() + static_cast<std::ptrdiff_t>(postings.begins.back()),
                postings.keys.end());
      postings.begins.push_back(postings.keys.size());
    }
  };
  Collector coroutines(coroutines_, model.coroutines().size());
  Collector objects(objects_, model.objects().size()), places(places_, model.places().size());
  KindCounts sums{};
  for (uint32_t block = 0, row = 0; block < model.event_count() / kBlockRows; ++block) {
    for (const uint32_t end = row + kBlockRows; row < end; ++row) {
      ++sums[static_cast<size_t>(model.kind(row))];
      coroutines.add(model.coroutine(row), block);
      places.add(model.place(row), block);
      for (const uint32_t object : model.object_list(row)) objects.add(object, block);
    }
    sums_.push_back(sums);
    for (Collector* one : {&coroutines, &objects, &places}) one->end_block();
  }
}

template <typename Has, typename Matches>
uint32_t RowIndex::next(uint32_t row, Has has, Matches matches) const {
  const uint32_t count = model_->event_count();
  uint32_t at = row == kNone ? 0 : row + 1;
  while (at < count) {
    const uint32_t block = at / kBlockRows;
    const uint32_t end = std::min((block + 1) * kBlockRows, count);
    if (block < blocks() && !has(block)) {
      at = end;
      continue;
    }
    for (; at < end; ++at) {
      if (matches(at)) return at;
    }
  }
  return kNone;
}

template <typename Has, typename Matches>
uint32_t RowIndex::previous(uint32_t row, Has has, Matches matches) const {
  uint32_t end = std::min(row, model_->event_count());
  while (end > 0) {
    const uint32_t block = (end - 1) / kBlockRows;
    const uint32_t begin = block * kBlockRows;
    if (block < blocks() && !has(block)) {
      end = begin;
      continue;
    }
    for (; end > begin; --end) {
      if (matches(end - 1)) return end - 1;
    }
  }
  return kNone;
}

bool RowIndex::has_object(uint32_t row, uint32_t object) const {
  const auto list = model_->object_list(row);
  return std::find(list.begin(), list.end(), object) != list.end();
}

uint32_t RowIndex::next_of_coroutine(uint32_t coroutine, uint32_t row) const {
  return next(
      row, [&](uint32_t block) { return coroutines_.has(block, coroutine); },
      [&](uint32_t at) { return model_->coroutine(at) == coroutine; });
}

uint32_t RowIndex::previous_of_coroutine(uint32_t coroutine, uint32_t row) const {
  return previous(
      row, [&](uint32_t block) { return coroutines_.has(block, coroutine); },
      [&](uint32_t at) { return model_->coroutine(at) == coroutine; });
}

uint32_t RowIndex::next_of_object(uint32_t object, uint32_t row) const {
  return next(
      row, [&](uint32_t block) { return objects_.has(block, object); },
      [&](uint32_t at) { return has_object(at, object); });
}

uint32_t RowIndex::previous_of_object(uint32_t object, uint32_t row) const {
  return previous(
      row, [&](uint32_t block) { return objects_.has(block, object); },
      [&](uint32_t at) { return has_object(at, object); });
}

uint32_t RowIndex::next_of_place(uint32_t place, uint32_t row) const {
  return next(
      row, [&](uint32_t block) { return places_.has(block, place); },
      [&](uint32_t at) { return model_->place(at) == place; });
}

uint32_t RowIndex::previous_of_place(uint32_t place, uint32_t row) const {
  return previous(
      row, [&](uint32_t block) { return places_.has(block, place); },
      [&](uint32_t at) { return model_->place(at) == place; });
}

uint32_t RowIndex::next_of_kind(Kind kind, uint32_t row) const {
  const auto which = static_cast<size_t>(kind);
  return next(
      row, [&](uint32_t block) { return sums_[block + 1][which] > sums_[block][which]; },
      [&](uint32_t at) { return model_->kind(at) == kind; });
}

uint32_t RowIndex::previous_of_kind(Kind kind, uint32_t row) const {
  const auto which = static_cast<size_t>(kind);
  return previous(
      row, [&](uint32_t block) { return sums_[block + 1][which] > sums_[block][which]; },
      [&](uint32_t at) { return model_->kind(at) == kind; });
}

KindCounts RowIndex::counts(uint32_t from, uint32_t to) const {
  KindCounts counts{};
  to = std::min(to, model_->event_count());
  // Whole blocks between the ends, and the rows around them.
  const uint32_t first = std::min((from + kBlockRows - 1) / kBlockRows, blocks());
  const uint32_t last = std::min(to / kBlockRows, blocks());
  const auto read = [&](uint32_t begin, uint32_t end) {
    for (uint32_t row = begin; row < end; ++row) ++counts[static_cast<size_t>(model_->kind(row))];
  };
  if (first >= last) {
    read(from, to);
    return counts;
  }
  for (size_t kind = 0; kind < counts.size(); ++kind) counts[kind] = sums_[last][kind] - sums_[first][kind];
  read(from, first * kBlockRows);
  read(last * kBlockRows, to);
  return counts;
}

size_t RowIndex::memory_bytes() const {
  size_t bytes = sums_.size() * sizeof(KindCounts);
  for (const Postings* postings : {&coroutines_, &objects_, &places_}) {
    bytes += postings->begins.size() * sizeof(size_t) + postings->keys.size() * sizeof(uint32_t);
  }
  return bytes;
}

}  // namespace coutil::tracer
