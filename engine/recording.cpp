// Recording: see the header.
#include "engine/recording.h"

#include <algorithm>
#include <utility>

namespace coutil {

Recording::Recording(TraceHeader header) : header_(std::move(header)) {}

Recording::~Recording() = default;

std::string Recording::start(const std::string& path, std::uint64_t keep_bytes, bool from_middle) {
  OpenedTrace opened = keep_bytes == 0 ? open_trace_file(path) : open_trace_last(path, keep_bytes);
  if (opened.output == nullptr) return opened.error;
  start(std::move(opened.output), from_middle);
  return {};
}

void Recording::start(std::unique_ptr<TraceOutput> output, bool from_middle) {
  output_ = std::move(output);
  recorder_ = std::make_unique<TraceRecorder>(*output_);
  header_.from_middle = from_middle;
  recorder_->begin(header_);
  if (!from_middle) say_hosts();
}

void Recording::add_host(HostId id, std::string_view name, std::vector<std::string> addresses) {
  Host host{id, std::string(name), std::move(addresses)};
  const auto known = std::find_if(hosts_.begin(), hosts_.end(), [id](const Host& at) { return at.id == id; });
  if (recorder_ != nullptr) recorder_->host(id, host.name, host.addresses);
  if (known != hosts_.end()) {
    *known = std::move(host);
  } else {
    hosts_.push_back(std::move(host));
  }
}

void Recording::say_hosts() {
  for (const Host& host : hosts_) recorder_->host(host.id, host.name, host.addresses);
}

std::string Recording::stop(TimeNs t, std::int64_t waiting, std::int64_t suspended, std::int64_t errors) {
  if (recorder_ == nullptr) return {};
  recorder_->finish(t, waiting, suspended, errors);
  std::string error = recorder_->problem();
  retired_.emplace_back(std::move(output_), std::move(recorder_));
  return error;
}

}  // namespace coutil
