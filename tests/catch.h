// Catch2 under one name: version 2 (Debian 12) is a single header, version 3 is many.
// Knows nothing of coutil; every test file includes this and no Catch2 header of its own.
#ifndef COUTIL_TESTS_CATCH_H_
#define COUTIL_TESTS_CATCH_H_

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>

#include <string>

// Tests are written for version 3; these are its names where version 2 has others.
namespace Catch::Matchers {
inline auto ContainsSubstring(const std::string& text) { return Contains(text); }
}  // namespace Catch::Matchers
#endif

#endif  // COUTIL_TESTS_CATCH_H_
