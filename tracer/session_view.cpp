// A trace's place and bookmarks are taken up again once all of it was read.
#include "tracer/session_view.h"

#include <exception>
#include <filesystem>
#include <utility>

namespace coutil::tracer {

SessionView::SessionView(TraceDocument& document, std::string settings_path)
    : document_(&document), settings_path_(std::move(settings_path)), view_(document.facts()) {
  std::string trouble;
  settings_ = read_settings(settings_path_, trouble);
  use_settings(settings_, view_.state());
  view_.say(trouble);
  view_.set_status(document.status());
  restore();
}

void SessionView::set_window_size(int width, int height) {
  settings_.width = width;
  settings_.height = height;
}

void SessionView::restore() {
  if (is_restored_ || document_->status().reading) return;
  is_restored_ = true;
  use_memory(settings_, document_->facts()->model(), view_.state());
}

void SessionView::advance() {
  const std::uint64_t load = document_->load_count();
  const SharedFacts before = document_->facts();
  if (!document_->advance()) return;
  if (document_->facts() != before) view_.show(document_->facts(), document_->load_count() == load);
  view_.set_status(document_->status());
  restore();
}

void SessionView::keep() {
  keep_settings(view_.state(), settings_);
  const TimelineInput& input = view_.input();
  // Before all was read there is nothing to remember.
  if (is_restored_) {
    keep_memory(document_->facts()->model(), view_.state(), shows_all(input.scale, input.range()), settings_);
  }
}

void SessionView::open(const std::string& path) {
  try {
    auto next = std::make_unique<TraceDocument>(path);
    keep();
    opened_ = std::move(next);
    document_ = opened_.get();
  } catch (const std::exception& error) {
    view_.say(error.what());
    return;
  }
  is_restored_ = false;
  view_.show(document_->facts(), false);
  view_.set_status(document_->status());
  view_.say("");
  restore();
}

std::string SessionView::title() const {
  return std::filesystem::path(document_->facts()->model().path()).filename().string();
}

std::string SessionView::save() {
  keep();
  return settings_path_.empty() ? "" : write_settings(settings_path_, settings_);
}

}  // namespace coutil::tracer
