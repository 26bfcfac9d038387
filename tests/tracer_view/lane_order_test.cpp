// Which lane stands in which row: groups, sorting, filter, pins, folds, on small and on random traces.
#include "tracer/lane_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"

namespace coutil::tracer {
namespace {

using test::LoadedTrace;

std::vector<std::uint32_t> lanes_in(const LaneOrder& order) {
  std::vector<std::uint32_t> lanes;
  for (const LaneRow& row : order.rows()) {
    if (!row.is_group) lanes.push_back(row.index);
  }
  return lanes;
}

std::vector<std::string> heads_in(const LaneOrder& order) {
  std::vector<std::string> heads;
  for (const LaneRow& row : order.rows()) {
    if (row.is_group) heads.push_back(order.groups()[row.index].label);
  }
  return heads;
}

LaneOrder order_of(const LoadedTrace& trace, const LaneChoices& choices) {
  LaneOrder order;
  order.update(trace.lanes, trace.verdict, choices);
  return order;
}

// Rows and lanes name each other, each lane has at most one row, and counts of groups add up.
void check_sound(const LoadedTrace& trace, const LaneOrder& order) {
  std::vector<std::uint32_t> seen(trace.lanes.lanes().size(), 0);
  for (std::uint32_t row = 0; row < order.row_count(); ++row) {
    const LaneRow& what = order.rows()[row];
    CHECK(order.groups_before(row + 1) - order.groups_before(row) == (what.is_group ? 1 : 0));
    if (row < order.pinned_count()) CHECK_FALSE(what.is_group);
    if (what.is_group) continue;
    CHECK(order.row_of(what.index) == row);
    CHECK(order.has_own_row(what.index));
    ++seen[what.index];
  }
  for (std::uint32_t lane = 0; lane < seen.size(); ++lane) {
    CHECK(seen[lane] == (order.has_own_row(lane) ? 1U : 0U));
    const std::uint32_t row = order.row_of(lane);
    if (row == kNone || order.has_own_row(lane)) continue;
    REQUIRE(row < order.row_count());
    const LaneGroup& group = order.groups()[order.rows()[row].index];
    CHECK(group.folded);
    const auto members = order.lanes_of(group);
    CHECK(std::count(members.begin(), members.end(), lane) == 1);
  }
}

TEST_CASE("a single program has no groups, and its lanes stand in the order of their creation",
          "[lane_order]") {
  const LoadedTrace trace(test::dining_lines(5));
  const LaneOrder order = order_of(trace, {});
  CHECK(order.groups().empty());
  CHECK(lanes_in(order) == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
  check_sound(trace, order);
}

TEST_CASE("hosts head their lanes, and a folded one stands for them", "[lane_order]") {
  const LoadedTrace trace(test::two_host_lines());
  LaneChoices choices;
  LaneOrder order = order_of(trace, choices);
  CHECK(heads_in(order) == std::vector<std::string>{"alpha", "beta"});
  const std::vector<std::uint32_t> all = lanes_in(order);
  CHECK(all.size() == trace.lanes.lanes().size());
  toggle_fold(choices, order.groups()[0].key);
  const std::uint32_t before = order.revision();
  order.update(trace.lanes, trace.verdict, choices);
  CHECK(order.revision() != before);
  check_sound(trace, order);
  for (const std::uint32_t lane : order.lanes_of(order.groups()[0])) {
    CHECK(order.row_of(lane) == 0);
    CHECK_FALSE(order.has_own_row(lane));
  }
  reveal_lane(choices, order, order.lanes_of(order.groups()[0])[0]);
  order.update(trace.lanes, trace.verdict, choices);
  CHECK(lanes_in(order) == all);
  fold_all(choices, order, true);
  order.update(trace.lanes, trace.verdict, choices);
  CHECK(lanes_in(order).empty());
  CHECK(order.row_count() == 2);
}

TEST_CASE("a filter matches names, hosts, ids and states, and all of its words", "[lane_order]") {
  const LoadedTrace trace(test::dining_lines(5));
  LaneChoices choices;
  const auto matching = [&](const char* filter) {
    set_filter(choices, filter);
    return lanes_in(order_of(trace, choices));
  };
  CHECK(matching("HER 3") == std::vector<std::uint32_t>{3});
  CHECK(matching("#4") == std::vector<std::uint32_t>{4});
  CHECK(matching("stuck") == std::vector<std::uint32_t>{1, 2, 3, 4, 5});
  CHECK(matching("stuck #2 philo") == std::vector<std::uint32_t>{2});
  CHECK(matching("fork").empty());
  CHECK(matching("  ").size() == 6);
}

TEST_CASE("pinned lanes stand on top in the order of their pinning, hidden ones nowhere", "[lane_order]") {
  const LoadedTrace trace(test::dining_lines(5));
  LaneChoices choices;
  toggle_pin(choices, 4);
  toggle_pin(choices, 2);
  hide_lane(choices, 3);
  LaneOrder order = order_of(trace, choices);
  CHECK(lanes_in(order) == std::vector<std::uint32_t>{4, 2, 0, 1, 5});
  CHECK(order.pinned_count() == 2);
  CHECK(order.row_of(3) == kNone);
  toggle_pin(choices, 4);
  reveal_lane(choices, order, 3);
  order.update(trace.lanes, trace.verdict, choices);
  CHECK(lanes_in(order) == std::vector<std::uint32_t>{2, 0, 1, 3, 4, 5});
}

TEST_CASE("every sort orders the lanes by its figure", "[lane_order]") {
  const LoadedTrace trace(test::generated_lines(7, 4000, 30));
  const auto& lanes = trace.lanes.lanes();
  const auto waiting = static_cast<std::size_t>(State::kWaiting);
  LaneChoices choices;
  for (int i = 0; i < kLaneSortCount; ++i) {
    const LaneOrder order = order_of(trace, choices);
    check_sound(trace, order);
    const auto shown = lanes_in(order);
    REQUIRE(shown.size() == lanes.size());
    for (std::size_t at = 0; at + 1 < shown.size(); ++at) {
      const Lane &a = lanes[shown[at]], &b = lanes[shown[at + 1]];
      if (choices.sort == LaneSort::kBusy) CHECK(a.totals.self_ns >= b.totals.self_ns);
      if (choices.sort == LaneSort::kWaiting) CHECK(a.totals.time_ns[waiting] >= b.totals.time_ns[waiting]);
      if (choices.sort == LaneSort::kFirstEvent) CHECK(a.first_event <= b.first_event);
      if (choices.sort == LaneSort::kCreation) CHECK(shown[at] < shown[at + 1]);
      if (choices.sort == LaneSort::kName)
        CHECK(trace.model.coroutines()[shown[at]].name <= trace.model.coroutines()[shown[at + 1]].name);
    }
    next_sort(choices);
  }
  CHECK(choices.sort == LaneSort::kCreation);
}

TEST_CASE("random choices keep rows and lanes in step", "[lane_order]") {
  const LoadedTrace trace(test::two_host_lines());
  std::mt19937 random(3);
  LaneChoices choices;
  LaneOrder order;
  const auto lane = [&] { return static_cast<std::uint32_t>(random() % trace.lanes.lanes().size()); };
  for (int i = 0; i < 500; ++i) {
    switch (random() % 7) {
      case 0:
        toggle_pin(choices, lane());
        break;
      case 1:
        hide_lane(choices, lane());
        break;
      case 2:
        set_filter(choices, random() % 2 == 0 ? "" : fmt::format("{}", random() % 10));
        break;
      case 3:
        if (!order.groups().empty())
          toggle_fold(choices, order.groups()[random() % order.groups().size()].key);
        break;
      case 4:
        next_sort(choices);
        break;
      case 5:
        show_all_lanes(choices);
        break;
      default: {
        const std::uint32_t wanted = lane();
        reveal_lane(choices, order, wanted);
        order.update(trace.lanes, trace.verdict, choices);
        CHECK(order.has_own_row(wanted));
      }
    }
    order.update(trace.lanes, trace.verdict, choices);
    check_sound(trace, order);
  }
  const std::uint32_t revision = order.revision();
  order.update(trace.lanes, trace.verdict, choices);
  CHECK(order.revision() == revision);
}

}  // namespace
}  // namespace coutil::tracer
