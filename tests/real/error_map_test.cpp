// The engine's error codes against libuv's own, and addresses as text.
#include "real/error_map.h"

#include "real/event_loop.h"
#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {

TEST_CASE("every code has libuv's words") {
#define COUTIL_CHECK(name, text)                      \
  CHECK(error_of(UV_##name) == ErrorCode::k##name);   \
  CHECK(std::string(uv_strerror(UV_##name)) == text); \
  CHECK(std::string(error_text(ErrorCode::k##name)) == text);
  COUTIL_ERROR_CODES(COUTIL_CHECK)
#undef COUTIL_CHECK
  CHECK(error_of(0) == ErrorCode::kOk);
  CHECK(error_of(5) == ErrorCode::kOk);
  CHECK(error_of(-99999) == ErrorCode::kUNKNOWN);
}

TEST_CASE("hosts as text") {
  Trial trial;
  const auto round = [&](const char* text, Domain domain) -> std::string {
    Request request{RequestKind::kParseHost};
    request.text = text;
    request.address.domain = domain;
    request.address.port = 80;
    if (trial.perform(request) != ErrorCode::kOk) return "none";
    CHECK(request.address.port == 80);
    request.kind = RequestKind::kFormatHost;
    CHECK(trial.perform(request) == ErrorCode::kOk);
    return request.text_out;
  };
  CHECK(round("192.0.2.128", Domain::kIpv4) == "192.0.2.128");
  CHECK(round("0:0:0:0:0:FFFF:192.0.2.128", Domain::kIpv6) == "::ffff:192.0.2.128");
  CHECK(round("2001:DB8:0:0:1:0:0:1", Domain::kIpv6) == "2001:db8::1:0:0:1");
  CHECK(round("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", Domain::kIpv6) ==
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  CHECK(round("::", Domain::kIpv6) == "::");
  for (const char* bad : {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "::1", "localhost", "1.2.3.4 "})
    CHECK(round(bad, Domain::kIpv4) == "none");
  for (const char* bad : {"", "1.2.3.4", ":::", "1::2::3", "fe80::1%lo", "12345::"})
    CHECK(round(bad, Domain::kIpv6) == "none");
}

}  // namespace coutil
