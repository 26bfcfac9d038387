// The timeline as SVG: well-formed whatever names are in it, with its texts as texts and the boxes of the
// layout.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/svg_export.h"

using namespace coutil::tracer;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string exported(const TempTrace& trace, const SvgOptions& options = {}) {
  const TempTrace target("");
  const SharedFacts facts = make_facts(trace.load());
  ExportOutput out(target.path(), trace.path());
  export_svg(*facts, options, out);
  out.finish();
  std::ostringstream text;
  text << std::ifstream(target.path(), std::ios::binary).rdbuf();
  return text.str();
}

// What is wrong with a text as XML: elements that don't nest, attributes without quotes, bare & and <, bytes
// that XML has no place for. Empty where all is well.
std::string xml_trouble(const std::string& text) {
  std::vector<std::string> open;
  for (size_t i = 0; i < text.size(); i++) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\n') return fmt::format("byte {} at {}", byte, i);
    if (byte == '&') {
      const std::string entity = text.substr(i, text.find(';', i) - i + 1);
      if (entity != "&amp;" && entity != "&lt;" && entity != "&gt;" && entity != "&quot;") return "a bare &";
    }
    if (byte == '>') return fmt::format("a bare > at {}", i);
    if (byte != '<') continue;
    const bool closes = text[i + 1] == '/';
    const size_t name_end = text.find_first_of(" >/", i + 2);
    const std::string name = text.substr(i + (closes ? 2 : 1), name_end - i - (closes ? 2 : 1));
    bool in_quotes = false;
    size_t end = name_end;
    while (end < text.size() && (in_quotes || text[end] != '>')) {
      if (text[end] == '"') in_quotes = !in_quotes;
      if (text[end] == '<') return "a bare < in " + name;
      end++;
    }
    if (end == text.size()) return name + " never ends";
    if (closes) {
      if (open.empty() || open.back() != name) return "an end of " + name;
      open.pop_back();
    } else if (text[end - 1] != '/') {
      open.push_back(name);
    }
    i = end;
  }
  return open.empty() ? "" : open.back() + " is never closed";
}

}  // namespace

TEST_CASE("random traces become well-formed pictures with every lane's name", "[svg]") {
  for (uint64_t seed = 1; seed <= 30; seed++) {
    const TempTrace trace(generate_trace({.seed = seed, .events = 20 * seed}).text);
    const TraceModel model = trace.load();
    for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
      SvgOptions options;
      options.axis = axis;
      options.theme = seed % 2 == 0 ? &kDarkTheme : &kLightTheme;
      const std::string svg = exported(trace, options);
      REQUIRE(xml_trouble(svg).empty());
      CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
      CHECK_THAT(svg, ContainsSubstring(">main</text>"));
      CHECK_THAT(svg, ContainsSubstring("<title>main "));
    }
  }
}

TEST_CASE("a part and some lanes", "[svg]") {
  const TempTrace trace({R"({"e":"spawn","t":0,"co":1,"by":0,"name":"eater","at":1})",
                         R"({"e":"run","t":0,"co":1,"by":0})",
                         R"({"e":"await","t":0,"co":1,"mode":"one","on":[1],"at":2})",
                         R"({"e":"spawn","t":9,"co":2,"by":0,"name":"cook","at":1})"});
  SvgOptions options;
  options.has_lane = {false, true, false};
  options.from = 1;
  options.to = 3;
  const std::string svg = exported(trace, options);
  CHECK(xml_trouble(svg).empty());
  CHECK_THAT(svg, ContainsSubstring(">eater</text>"));
  CHECK_THAT(svg, !ContainsSubstring(">cook</text>"));
  CHECK_THAT(svg, ContainsSubstring("eater waiting for ready at two.lua:5"));
}

TEST_CASE("hostile names stay texts", "[svg]") {
  const std::string hostile = R"(<script>&\"'\u0000\n\uffff)";
  const TempTrace trace(
      {R"({"e":"spawn","t":0,"co":1,"by":0,"name":")" + hostile + R"(","at":1})",
       R"({"e":"run","t":0,"co":1,"by":0})",
       R"({"e":"object","id":9,"kind":"event","name":")" + hostile + std::string(1 << 20, '<') + R"("})",
       R"({"e":"await","t":0,"co":1,"mode":"one","on":[9],"at":2})"});
  const std::string svg = exported(trace);
  CHECK(xml_trouble(svg) == "");
  CHECK_THAT(svg, ContainsSubstring("&lt;script&gt;&amp;&quot;"));
  CHECK(svg.size() < 60'000);
}

TEST_CASE("the checker sees what is wrong", "[svg]") {
  CHECK(xml_trouble("<a><b/>x</a>").empty());
  for (const char* wrong : {"<a>", "<a></b>", "<a>&</a>", "<a b=\"<\"/>", "<a>\x01</a>", "a > b"}) {
    CHECK_FALSE(xml_trouble(wrong).empty());
  }
}

TEST_CASE("more lanes than a page has room for are counted", "[svg]") {
  std::string text = std::string(kHeaderLine) + "\n" + std::string(kDefinitions);
  for (int i = 1; i <= 600; i++) {
    text += fmt::format(R"({{"e":"spawn","t":0,"co":{},"by":0,"name":"w{}","at":1}})", i, i) + "\n";
  }
  CHECK_THAT(exported(TempTrace(text)), ContainsSubstring("and 401 coroutines more"));
}

TEST_CASE("messages, why they were lost, and faults are drawn, and states told by hatching too") {
  const TempTrace trace(
      {R"({"e":"host","id":0,"name":"alpha","addresses":["10.0.0.1"]})",
       R"({"e":"host","id":1,"name":"beta","addresses":["10.0.0.2"]})",
       R"({"e":"spawn","t":0,"co":0,"host":0,"by":-1,"name":"one.lua","pid":1})",
       R"({"e":"spawn","t":0,"co":1,"host":1,"by":-1,"name":"two.lua","pid":2})",
       R"({"e":"send","t":1000,"co":0,"host":0,"on":1,"msg":1,"bytes":8,"to":"10.0.0.2:7"})",
       R"({"e":"fault","t":2000,"what":"crash","host":1})",
       R"({"e":"drop","t":3000,"msg":1,"bytes":8,"why":"host down"})",
       R"({"e":"fault","t":4000,"what":"restart","host":1})"});
  const std::string svg = exported(trace);
  CHECK(xml_trouble(svg).empty());
  CHECK_THAT(svg, ContainsSubstring(">host down</text>"));
  CHECK_THAT(svg, ContainsSubstring("url(#down)"));
  for (const char* pattern : {"ready", "stuck", "down"})
    CHECK_THAT(svg, ContainsSubstring(fmt::format("<pattern id=\"{}\"", pattern)));
}
