// The rules that a compiler does not check: which folder may include what, how long files and functions get,
// how a file opens, what stands at the top. Pure functions from text to complaints; knows neither Catch2 nor
// the disk.
#ifndef COUTIL_TESTS_HOUSE_HOUSE_RULES_H_
#define COUTIL_TESTS_HOUSE_HOUSE_RULES_H_

#include <string>
#include <vector>

namespace coutil::house {

inline constexpr int kFileLineLimit = 500;
inline constexpr int kFunctionLineLimit = 70;

// Each complaint is one line, "path:line: what is wrong and what is expected". `path` is relative to the top
// of the checkout, with slashes; `text` is the whole file.
using Complaints = std::vector<std::string>;

// Includes that go against the arrows: sim, real -> the engine's backend header; tracer -> nothing of ours;
// engine/cli -> all; uv.h in real/ only; imgui in the tracer's views and window only.
Complaints wrong_arrows(const std::string& path, const std::string& text);

// No comment at the top, too many lines, too long a function (C++ only), work left for later, a name that is
// not snake_case.
Complaints wrong_shape(const std::string& path, const std::string& text);

// Names at the top of the checkout that have no place there. Hidden ones that are not ours are an editor's
// business.
Complaints wrong_at_top(const std::vector<std::string>& names);

}  // namespace coutil::house

#endif  // COUTIL_TESTS_HOUSE_HOUSE_RULES_H_
