// How the window was left: written, read back, and what hostile files can't do. And a session: dropping a
// file on it, and finding bookmarks and place again.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"
#include "tracer/command_view.h"
#include "tracer/headless_view.h"
#include "tracer/session_view.h"

namespace coutil::tracer {
namespace {

namespace fs = std::filesystem;
using test::TraceFile;

// A folder that is gone when the object is.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("coutil-settings-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }
};

ViewSettings read(const std::string& path, const std::string& expected_trouble = "") {
  std::string trouble;
  ViewSettings settings = read_settings(path, trouble);
  CHECK((expected_trouble.empty() ? trouble.empty() : trouble.find(expected_trouble) != std::string::npos));
  return settings;
}

TEST_CASE("settings come back as they were written", "[settings]") {
  const Folder folder;
  const std::string path = folder.file("deep/er/tracer.json");
  ViewSettings settings;
  settings.theme = "safe";
  settings.width = 900;
  settings.dock.tab = Tab::kTables;
  settings.dock.at_side = true;
  settings.dock.shown = Dock::Shown::kClosed;
  settings.dock.side_part = 0.5F;
  settings.traces.push_back(
      {"/x/t.jsonl", "sha256:1", Axis::kTime, 12.5, 3, 7, {{3, "gr\xc3\xbc\xc3\x9f"}, {9, "\xff"}}});
  CHECK(write_settings(path, settings).empty());
  const ViewSettings back = read(path);
  CHECK(back.theme == "safe");
  CHECK(back.width == 900);
  CHECK(back.dock.tab == Tab::kTables);
  CHECK(back.dock.at_side);
  CHECK(back.dock.shown == Dock::Shown::kClosed);
  CHECK(back.dock.side_part == Approx(0.5F));
  REQUIRE(back.traces.size() == 1);
  CHECK(back.traces[0].axis == Axis::kTime);
  CHECK(back.traces[0].start == 12.5);
  CHECK(back.traces[0].cursor == 7);
  REQUIRE(back.traces[0].bookmarks.size() == 2);
  CHECK(back.traces[0].bookmarks[0] == Bookmark{3, "gr\xc3\xbc\xc3\x9f"});
}

TEST_CASE("what is wrong in a settings file is left out, with a line where it is all wrong", "[settings]") {
  const Folder folder;
  const std::string path = folder.file("tracer.json");
  const auto write = [&](const std::string& text) { std::ofstream(path, std::ios::binary) << text; };
  CHECK(read(folder.file("none.json")).theme == "dark");
  CHECK(read("").theme == "dark");
  for (const char* bad : {"", "{", "[1]", "\x00\x01", "null", "{\"a\":}"}) {
    write(bad);
    CHECK(read(path, "is not as the window writes it").width == 1440);
  }
  write(std::string(kMostSettingsBytes + 1, ' '));
  read(path, "is no small file");
  read(folder.path.string(), "is no small file");
  write(
      R"({"theme":7,"width":1e999,"height":-5,"dock":{"tab":"Kitchen","side_part":99,"bottom_part":"x"},"traces":[
    3,{"path":5},{"path":"/a","per_pixel":-1,"start":"q","cursor":-3,"bookmarks":[{},{"event":-1},{"event":1e300},
    {"event":4294967295},{"event":2,"name":9}]}]})");
  std::string trouble;
  const ViewSettings settings = read_settings(path, trouble);
  CHECK(settings.theme == "dark");
  CHECK(settings.height >= 200);
  CHECK(settings.dock.tab == Tab::kStory);
  CHECK(settings.dock.side_part <= 0.9F);
  for (const TraceMemory& memory : settings.traces) {
    CHECK(memory.per_pixel >= 0);
    CHECK(memory.cursor == kNone);
    for (const Bookmark& bookmark : memory.bookmarks) CHECK(bookmark == Bookmark{2, ""});
  }
  std::string nested(100000, '[');
  write(nested);
  read(path, "is not as the window writes it");
}

TEST_CASE("a dropped file is opened; one that can't be read leaves the old one and a line", "[settings]") {
  const TraceFile first(test::dining_lines(5)), second(test::two_lines());
  TraceDocument document(first.path());
  SessionView session(document, "");
  HeadlessScreen screen(1000, 600, 1);
  screen.show(session.view());
  go_to_row(session.view().facts().lanes, session.view().state(), 5);
  session.view().state().bookmarks.set(5, "five");
  const std::string title = session.title();
  session.open("/nowhere/at/all.jsonl");
  screen.show(session.view());
  CHECK(session.title() == title);
  CHECK(session.view().state().notice.find("/nowhere/at/all.jsonl") != std::string::npos);
  CHECK(session.view().state().selection);
  session.open(second.path());
  for (int i = 0; i < 500 && session.status().reading; ++i) {
    session.advance();
    usleep(1000);
  }
  screen.show(session.view());
  CHECK(session.title() == fs::path(second.path()).filename().string());
  CHECK(session.view().facts().model().event_count() == 8);
  CHECK_FALSE(session.view().state().selection);
  CHECK(session.view().state().bookmarks.list().empty());
  CHECK(session.save().empty());  // nowhere to write to
}

TEST_CASE("a session takes up bookmarks, place and panels where they were left", "[settings]") {
  const Folder folder;
  const std::string path = folder.file("tracer.json");
  const TraceFile trace(test::dining_lines(5));
  double start = 0, per_pixel = 0;
  const auto wait = [](SessionView& session) {
    for (int i = 0; i < 500 && session.status().reading; ++i) {
      session.advance();
      usleep(1000);
    }
  };
  {
    TraceDocument document(trace.path());
    SessionView session(document, path);
    wait(session);
    HeadlessScreen screen(1000, 600, 1);
    screen.show(session.view());
    ViewState& state = session.view().state();
    go_to_row(session.view().facts().lanes, state, 9);
    session.view().run(Command::kZoomToSelection);
    session.view().run(Command::kTheme);
    session.view().run(Command::kTables);
    state.bookmarks.set(9, "nine");
    screen.show(session.view());
    start = state.scale.start;
    per_pixel = state.scale.per_pixel;
    CHECK(session.save().empty());
  }
  TraceDocument document(trace.path());
  SessionView session(document, path);
  wait(session);
  HeadlessScreen screen(1000, 600, 1);
  screen.show(session.view());
  const ViewState& state = session.view().state();
  CHECK(state.theme == &kLightTheme);
  CHECK(state.dock.tab == Tab::kTables);
  CHECK(state.cursor == 9);
  REQUIRE(state.bookmarks.find(9) != nullptr);
  CHECK(state.bookmarks.find(9)->name == "nine");
  CHECK(state.scale.start == Approx(start));
  CHECK(state.scale.per_pixel == Approx(per_pixel));
}

}  // namespace
}  // namespace coutil::tracer
