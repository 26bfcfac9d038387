// Contrast of texts in every theme, and how far apart the colours of states stay for eyes that see fewer
// colours.
#include <array>
#include <cmath>
#include <vector>

#include "tests/catch.h"
#include "tracer/theme.h"

namespace coutil::tracer {
namespace {

using Rgb = std::array<double, 3>;  // linear light, 0 to 1
using Matrix = std::array<Rgb, 3>;

double linear(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

Rgb rgb_of(Colour colour) {
  return {linear((colour & 0xFF) / 255.0), linear(((colour >> 8) & 0xFF) / 255.0),
          linear(((colour >> 16) & 0xFF) / 255.0)};
}

Rgb times(const Matrix& matrix, const Rgb& colour) {
  Rgb out{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) out[i] += matrix[i][j] * colour[j];
    out[i] = std::min(std::max(out[i], 0.0), 1.0);
  }
  return out;
}

// Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency"
// (2009), table of full severity.
constexpr Matrix kSame = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix kProtanopia = {
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeuteranopia = {
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritanopia = {
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};

// CIE 1976 L*a*b* of linear sRGB under D65.
Rgb lab_of(const Rgb& colour) {
  const auto [r, g, b] = colour;
  const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  const double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const double y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const double z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(const Matrix& eye, Colour a, Colour b) {
  const Rgb left = lab_of(times(eye, rgb_of(a))), right = lab_of(times(eye, rgb_of(b)));
  return std::hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]);
}

double luminance(Colour colour) {
  const auto [r, g, b] = rgb_of(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// As the Web Content Accessibility Guidelines define it.
double contrast(Colour a, Colour b) {
  const double high = std::max(luminance(a), luminance(b)), low = std::min(luminance(a), luminance(b));
  return (high + 0.05) / (low + 0.05);
}

// 4.5 is what the guidelines want of texts, 3 of signs.
TEST_CASE("texts can be read in every theme, and signs told from their ground", "[theme]") {
  for (const Theme* theme : kThemes) {
    INFO(theme->name);
    for (const Colour ground : {theme->background, theme->panel, theme->raised}) {
      CHECK(contrast(theme->text, ground) >= 7);
      for (const Colour text : {theme->text_dim, theme->text_faint, theme->accent}) {
        CHECK(contrast(text, ground) >= 4.5);
      }
    }
    for (const Colour ground : {theme->background, theme->panel}) {
      for (const Colour text :
           {theme->stuck, theme->warning, theme->outside, theme->hold, theme->suspended}) {
        CHECK(contrast(text, ground) >= 4.5);
      }
      for (const Colour sign :
           {theme->running, theme->ready, theme->waiting, theme->arrow, theme->selection}) {
        CHECK(contrast(sign, ground) >= 3);
      }
    }
    CHECK(contrast(theme->running_text, theme->running) >= 4.5);
    for (const Colour panel : {theme->stuck_panel, theme->warning_panel}) {
      CHECK(contrast(theme->text, panel) >= 7);
      CHECK(contrast(theme->text_dim, panel) >= 4.5);
    }
    CHECK(contrast(theme->stuck, theme->stuck_panel) >= 4.5);
    CHECK(contrast(theme->warning, theme->warning_panel) >= 4.5);
  }
}

TEST_CASE("in the safe theme the states differ for all eyes", "[theme]") {
  const Theme& theme = kSafeTheme;
  const std::vector<Colour> states = {theme.running, theme.ready, theme.waiting, theme.suspended,
                                      theme.stuck};
  for (const Matrix* eye : {&kSame, &kProtanopia, &kDeuteranopia, &kTritanopia}) {
    for (std::size_t i = 0; i < states.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        INFO("states " << j << " and " << i);
        CHECK(distance(*eye, states[i], states[j]) >= 20);
      }
    }
  }
}

TEST_CASE("themes are found by name and follow each other", "[theme]") {
  const Theme* theme = kThemes.front();
  for (std::size_t i = 0; i < kThemes.size(); ++i) {
    CHECK(find_theme(theme->name) == theme);
    theme = next_theme(theme);
  }
  CHECK(theme == kThemes.front());
  CHECK(find_theme("mauve") == nullptr);
}

}  // namespace
}  // namespace coutil::tracer
