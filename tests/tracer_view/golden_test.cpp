// What the timeline looks like, in every theme: small pictures that somebody looked at and found good, in
// golden/. COUTIL_RENEW_GOLDEN=1 writes them anew; then look at them again.
#include <fmt/format.h>
#include <png.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "tests/catch.h"
#include "tests/tracer_view/driver.h"
#include "tracer/theme.h"

namespace coutil::tracer {
namespace {

constexpr int kClose = 24;  // of 255: what another version of the font library may change in a pixel
constexpr double kMostOther = 0.004;  // of all pixels may differ by more

// 4 bytes a pixel, rows from the top; empty where there is no such picture.
std::vector<std::uint8_t> read_picture(const std::string& path, int width, int height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) return {};
  image.format = PNG_FORMAT_RGBA;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(image));
  const bool same_size = static_cast<int>(image.width) == width && static_cast<int>(image.height) == height;
  if (png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) == 0 || !same_size) return {};
  return pixels;
}

// Where the picture of a test that failed lies, to be looked at.
std::string failed_path(const std::string& name) {
  return (std::filesystem::temp_directory_path() / ("coutil-failed-" + name)).string();
}

// The timeline alone: what stands around it may change its words.
Raster timeline_picture(test::Driver& driver) {
  const Raster whole = driver.screen.picture(driver.state().theme->background);
  const Box& area = driver.view.input().area;
  const int left = static_cast<int>(area.left), right = static_cast<int>(area.right);
  const int top = static_cast<int>(area.top), bottom = static_cast<int>(area.bottom);
  std::vector<std::uint8_t> rows;
  for (int y = bottom - 1; y >= top; --y) {
    const auto begin = whole.bytes().begin() + (std::ptrdiff_t{y} * whole.width() + left) * 4;
    rows.insert(rows.end(), begin, begin + std::ptrdiff_t{right - left} * 4);
  }
  return Raster::from_bottom_up(right - left, bottom - top, rows);
}

void compare(test::Driver& driver, const std::string& name) {
  const Raster picture = timeline_picture(driver);
  const std::string path = fmt::format("{}/{}", COUTIL_GOLDEN_DIRECTORY, name);
  if (std::getenv("COUTIL_RENEW_GOLDEN") != nullptr) REQUIRE(picture.write_png(path).empty());
  const auto wanted = read_picture(path, picture.width(), picture.height());
  REQUIRE(wanted.size() == picture.bytes().size());
  std::size_t other = 0;
  for (std::size_t i = 0; i < wanted.size(); i += 4) {
    bool close = true;
    for (std::size_t channel = 0; channel < 3; ++channel)
      close = close && std::abs(int{wanted[i + channel]} - int{picture.bytes()[i + channel]}) <= kClose;
    other += close ? 0 : 1;
  }
  const auto most = static_cast<std::size_t>(kMostOther * static_cast<double>(wanted.size()) / 4);
  if (other > most) {
    static_cast<void>(picture.write_png(failed_path(name)));
    FAIL_CHECK(name << " differs in " << other << " pixels: see " << failed_path(name));
  }
}

TEST_CASE("a deadlock looks as it was judged, in every theme", "[golden]") {
  for (const Theme* theme : kThemes) {
    test::Driver driver(test::dining_lines(3), 900, 420);
    driver.state().theme = theme;
    driver.show(2);
    compare(driver, fmt::format("dining-{}.png", theme->name));
  }
}

TEST_CASE("hosts, messages and faults look as they were judged, in every theme", "[golden]") {
  for (const Theme* theme : kThemes) {
    test::Driver driver(test::two_host_lines(12), 1000, 560);
    driver.state().theme = theme;
    driver.state().axis = Axis::kTime;
    driver.state().fit_wanted = true;
    driver.show(2);
    compare(driver, fmt::format("hosts-{}.png", theme->name));
  }
}

TEST_CASE("busy lanes and a folded host look as they were judged", "[golden]") {
  test::Driver driver(test::two_host_lines(300), 1000, 420);
  toggle_pin(driver.state().lanes, 3);
  toggle_fold(driver.state().lanes, host_group(1));
  driver.state().axis = Axis::kOrder;
  driver.state().fit_wanted = true;
  driver.show(2);
  compare(driver, "busy.png");
}

}  // namespace
}  // namespace coutil::tracer
