// The calendar against the C library's, which is right where no zone is set.
#include "sim/calendar.h"

#include "sim/random_stream.h"
#include "tests/catch.h"

namespace coutil {

TEST_CASE("the calendar agrees with the C library's for any second and any fields") {
  setenv("TZ", "UTC", 1);
  RandomStream random(7, "calendar");
  for (int i = 0; i < 20000; ++i) {
    const std::int64_t range = i % 2 == 0 ? 400'000'000'000 : 60'000'000'000'000'000;
    const auto seconds =
        static_cast<std::int64_t>(random.below(2 * static_cast<std::uint64_t>(range))) - range;
    const time_t time = seconds;
    std::tm expected{};
    REQUIRE(gmtime_r(&time, &expected) != nullptr);
    const std::optional<std::tm> got = calendar_from_seconds(seconds);
    REQUIRE(got);
    REQUIRE(got->tm_year == expected.tm_year);
    REQUIRE(got->tm_yday == expected.tm_yday);
    REQUIRE(got->tm_mon == expected.tm_mon);
    REQUIRE(got->tm_mday == expected.tm_mday);
    REQUIRE(got->tm_wday == expected.tm_wday);
    REQUIRE(got->tm_hour * 3600 + got->tm_min * 60 + got->tm_sec ==
            expected.tm_hour * 3600 + expected.tm_min * 60 + expected.tm_sec);
    REQUIRE(seconds_from_calendar(*got) == seconds);
  }
  for (int i = 0; i < 20000; ++i) {
    const auto field = [&random] { return static_cast<int>(random.below(400000)) - 200000; };
    std::tm fields{};
    fields.tm_year = field();
    fields.tm_mon = field();
    fields.tm_mday = field();
    fields.tm_hour = field();
    fields.tm_min = field();
    fields.tm_sec = field();
    std::tm copy = fields;
    REQUIRE(seconds_from_calendar(fields) == timegm(&copy));
  }
  CHECK_FALSE(calendar_from_seconds(std::int64_t{1} << 60));
}

}  // namespace coutil
