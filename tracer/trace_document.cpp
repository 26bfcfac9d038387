// Reads the file and keeps what is shown.
#include "tracer/trace_document.h"

#include <utility>

#include "tracer/trace_reader.h"

namespace coutil::tracer {

struct TraceDocument::State {
  SharedFacts facts;
  DocumentStatus status;
};

TraceDocument::TraceDocument(std::string path) : state_(std::make_unique<State>()) {
  state_->facts = make_facts(read_trace(path));
}

TraceDocument::~TraceDocument() = default;

bool TraceDocument::advance() { return false; }

const SharedFacts& TraceDocument::facts() const { return state_->facts; }

const DocumentStatus& TraceDocument::status() const { return state_->status; }

std::uint64_t TraceDocument::load_count() const { return 1; }

}  // namespace coutil::tracer
