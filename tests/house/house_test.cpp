// Reads every source of the checkout and holds it against the house's rules, after trying each rule on a text
// that breaks it. Looks at what is on the disk, committed or not.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/catch.h"
#include "tests/house/house_rules.h"

namespace coutil::house {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Sources of the parts, sorted, relative to the top. Scripts without an extension are known by their first
// line.
std::vector<std::string> all_sources() {
  std::vector<std::string> paths = {"coutil", ".ci/run", "CMakeLists.txt"};
  for (const char* part : {"engine", "sim", "real", "tracer", "tests", "lessons"}) {
    for (const auto& entry : fs::recursive_directory_iterator(part)) {
      if (!entry.is_regular_file()) continue;
      const std::string extension = entry.path().extension().string();
      const bool is_source = extension == ".cpp" || extension == ".h" || extension == ".c" ||
                             extension == ".lua" || extension == ".sh" ||
                             entry.path().filename() == "CMakeLists.txt" ||
                             (extension.empty() && text_of(entry.path()).starts_with("#!"));
      if (is_source) paths.push_back(entry.path().generic_string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string joined(const Complaints& complaints) {
  std::string all;
  for (const std::string& complaint : complaints) all += "\n" + complaint;
  return all;
}

}  // namespace

TEST_CASE("a wrong arrow is noticed") {
  const auto count = [](const char* path, const char* text) { return wrong_arrows(path, text).size(); };
  CHECK(count("engine/engine.cpp", "#include \"sim/world.h\"\n") == 1);
  CHECK(count("engine/engine.cpp", "#include <uv.h>\n#include <imgui.h>\n") == 2);
  CHECK(count("engine/engine.cpp", "  #  include \"real/loop.h\"  // why\n") == 1);
  CHECK(count("sim/world.cpp", "#include \"engine/scheduler.h\"\n") == 1);
  CHECK(count("sim/world.cpp", "#include \"real/loop.h\"\n#include <uv.h>\n") == 2);
  CHECK(count("real/loop.cpp", "#include \"engine/cli/main.h\"\n") == 1);
  CHECK(count("tests/echo_benchmark/main.cpp", "#include <uv.h>\n") == 1);
  CHECK(count("tracer/lane.cpp", "#include <lua.h>\n#include \"engine/backend.h\"\n#include <imgui.h>\n") ==
        3);
  CHECK(count("lessons/runner/a.cpp",
              "#include \"sim/world.h\"\n#include \"real/loop.h\"\n#include \"engine/engine.h\"\n#include "
              "\"engine/cli/host.h\"\n#include <imgui.h>\n") == 5);
  CHECK(count("sim/world.cpp", "#include \"lessons/runner/learn.h\"\n") == 1);
  CHECK(count("tests/sim/a.cpp", "#include <catch2/catch.hpp>\n#include \"../catch.h\"\n") == 2);
}

TEST_CASE("a right arrow is none") {
  CHECK(wrong_arrows("engine/cli/main.cpp", "#include \"sim/world.h\"\n#include \"real/loop.h\"\n").empty());
  CHECK(wrong_arrows("real/loop.cpp", "#include <uv.h>\n#include \"engine/backend.h\"\n").empty());
  CHECK(wrong_arrows("tests/echo_benchmark/servers/libuv.cpp", "#include <uv.h>\n").empty());
  CHECK(wrong_arrows("tracer/lane_view.cpp", "#include <imgui.h>\n#include \"tracer/lane.h\"\n").empty());
  CHECK(
      wrong_arrows("lessons/runner/a.cpp",
                   "#include \"engine/lua.h\"\n#include \"tracer/lane.h\"\n#include \"lessons/runner/b.h\"\n")
          .empty());
  CHECK(wrong_arrows("engine/engine.cpp", "#include <lua.h>\n// see sim/world.h\n").empty());
}

TEST_CASE("a wrong shape is noticed") {
  const std::string opening = "// What it is.\n";
  CHECK(wrong_shape("sim/a.cpp", opening + "int x;\n").empty());
  CHECK(wrong_shape("sim/a.cpp", "int x;\n").size() == 1);
  CHECK(wrong_shape("sim/a.cpp", "").size() == 1);
  CHECK(wrong_shape("sim/theWorld.cpp", opening).size() == 1);
  CHECK(wrong_shape("sim/a.cpp", opening + "// TO" + "DO: all of it\n").size() == 1);
  std::string body;
  for (int i = 0; i < kFunctionLineLimit; ++i) body += "  work();\n";
  CHECK(wrong_shape("sim/a.cpp", opening + "void f(int a) {\n" + body + "}\n").size() == 1);
  CHECK(wrong_shape("sim/a.cpp", opening + "void f(int a,\n       int b) {\n" + body + "}\n").size() == 1);
  CHECK(wrong_shape("sim/a.h", opening + "class A {\n  void f() {\n" + body + "  }\n};\n").size() == 1);
  CHECK(wrong_shape("sim/a.cpp", opening + "class A {\n" + body + "};\n").empty());
  for (int i = 0; i < kFileLineLimit; ++i) body += "int x;\n";
  CHECK(wrong_shape("sim/a.cpp", opening + body).size() == 1);
  CHECK(wrong_shape("lessons/one/program.lua", "#!/usr/bin/env lua\n-- What it is.\n").empty());
  CHECK(wrong_shape("coutil", "#!/usr/bin/env bash\nset -u\n").size() == 1);
}

TEST_CASE("what has no place at the top is noticed") {
  CHECK(wrong_at_top({"engine", "build", ".git", "README.md"}).empty());
  CHECK(wrong_at_top({"NOTES.md", "src"}).size() == 2);
}

TEST_CASE("every source keeps the rules") {
  fs::current_path(COUTIL_TOP);
  Complaints complaints;
  const auto add = [&](Complaints more) { complaints.insert(complaints.end(), more.begin(), more.end()); };
  for (const std::string& path : all_sources()) {
    const std::string text = text_of(path);
    add(wrong_arrows(path, text));
    add(wrong_shape(path, text));
  }
  std::vector<std::string> top;
  for (const auto& entry : fs::directory_iterator(".")) top.push_back(entry.path().filename().string());
  std::sort(top.begin(), top.end());
  add(wrong_at_top(top));
  INFO(joined(complaints));
  CHECK(complaints.empty());
}

}  // namespace coutil::house
