// The rasteriser: what it covers, how it blends, and that triangles side by side leave no seam.
#include "tracer/raster.h"

#include <filesystem>

#include "tests/catch.h"

namespace coutil::tracer {
namespace {

constexpr std::uint32_t kBlack = 0xFF000000, kWhite = 0xFFFFFFFF;
constexpr RasterClip kAll = {0, 0, 1000, 1000};

RasterVertex at(float x, float y, std::uint32_t colour) { return {x, y, 0, 0, colour}; }

void fill(Raster& raster, float left, float top, float right, float bottom, std::uint32_t colour,
          const RasterClip& clip = kAll) {
  const RasterVertex a = at(left, top, colour), b = at(right, top, colour), c = at(right, bottom, colour),
                     d = at(left, bottom, colour);
  raster.triangle({}, clip, a, b, c);
  raster.triangle({}, clip, a, c, d);
}

TEST_CASE("a box covers the pixels whose middles lie inside", "[raster]") {
  Raster raster(20, 20, kBlack);
  fill(raster, 4, 5, 10, 12, kWhite);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20; ++x) {
      const bool inside = x >= 4 && x < 10 && y >= 5 && y < 12;
      CHECK(raster.pixel(x, y) == (inside ? kWhite : kBlack));
    }
  }
}

TEST_CASE("triangles that share an edge paint no pixel twice and leave none out", "[raster]") {
  Raster raster(40, 40, kBlack);
  fill(raster, 1, 1, 39, 37, 0x80FFFFFF);
  const std::uint32_t once = raster.pixel(2, 2);
  CHECK(once == 0xFF808080);
  for (int y = 1; y < 37; ++y) {
    for (int x = 1; x < 39; ++x) CHECK(raster.pixel(x, y) == once);
  }
}

TEST_CASE("nothing is painted outside the clip or the picture", "[raster]") {
  Raster raster(20, 20, kBlack);
  fill(raster, -50, -50, 500, 500, kWhite, {3, 4, 6, 7});
  int white = 0;
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20; ++x) white += raster.pixel(x, y) == kWhite ? 1 : 0;
  }
  CHECK(white == 9);
  fill(raster, 1e9F, 0, 2e9F, 5, kWhite);
}

TEST_CASE("coverage of the texture is the opacity", "[raster]") {
  const std::uint8_t texels[] = {0, 255};
  Raster raster(8, 8, kBlack);
  RasterVertex a{0, 0, 0.25F, 0.5F, kWhite}, b{8, 0, 0.25F, 0.5F, kWhite}, c{0, 8, 0.25F, 0.5F, kWhite};
  raster.triangle({texels, 2, 1}, kAll, a, b, c);
  CHECK(raster.pixel(1, 1) == kBlack);
  a.u = b.u = c.u = 0.75F;
  raster.triangle({texels, 2, 1}, kAll, a, b, c);
  CHECK(raster.pixel(1, 1) == kWhite);
}

TEST_CASE("a picture that can't be written says why", "[raster]") {
  const Raster raster(2, 2, kBlack);
  const std::string error = raster.write_png("/nowhere/picture.png");
  CHECK_THAT(error, Catch::Matchers::ContainsSubstring("can't write /nowhere/picture.png: No such file"));
  if (std::filesystem::exists("/dev/full")) {
    CHECK_THAT(raster.write_png("/dev/full"), Catch::Matchers::ContainsSubstring("/dev/full"));
  }
}

}  // namespace
}  // namespace coutil::tracer
