// Keeps model and lanes together for as long as somebody shows them.
#include "tracer/trace_facts.h"

#include <utility>

namespace coutil::tracer {
namespace {

struct OwnedTrace {
  explicit OwnedTrace(TraceModel&& read) : model(std::move(read)), lanes(model) {}
  OwnedTrace(TraceModel&& read, LaneBuilder& builder)
      : model(std::move(read)), lanes(model, builder, false) {}
  const TraceModel model;
  const Lanes lanes;
};

}  // namespace

SharedFacts make_facts(TraceModel model) {
  const auto trace = std::make_shared<const OwnedTrace>(std::move(model));
  return std::make_shared<const TraceFacts>(std::shared_ptr<const Lanes>(trace, &trace->lanes));
}

SharedFacts make_facts(TraceModel model, LaneBuilder& builder) {
  const auto trace = std::make_shared<const OwnedTrace>(std::move(model), builder);
  return std::make_shared<const TraceFacts>(std::shared_ptr<const Lanes>(trace, &trace->lanes));
}

SharedFacts make_facts(const Lanes& lanes) {
  return std::make_shared<const TraceFacts>(std::shared_ptr<const Lanes>(std::shared_ptr<void>(), &lanes));
}

}  // namespace coutil::tracer
