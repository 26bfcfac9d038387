// Triangles by edge functions in fixed point (1/256 pixel), with the top-left rule for shared edges, and
// straight-alpha blending in integers. It knows nothing of ImGui, windows or traces.
#include "tracer/raster.h"

#include <fmt/core.h>
#include <png.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

namespace coutil::tracer {
namespace {

constexpr std::int64_t kSubpixels = 256;

struct FixedPoint {
  std::int64_t x, y;
};

FixedPoint to_fixed(const RasterVertex& vertex) {
  return {std::llround(static_cast<double>(vertex.x) * kSubpixels),
          std::llround(static_cast<double>(vertex.y) * kSubpixels)};
}

// Twice the signed area of a, b, p: positive if p lies to the right of a->b on a screen whose y grows
// downward.
std::int64_t edge(const FixedPoint& a, const FixedPoint& b, std::int64_t px, std::int64_t py) {
  return (b.x - a.x) * (py - a.y) - (b.y - a.y) * (px - a.x);
}

// A pixel centre that lies exactly on an edge belongs to the triangle whose top or left edge that is.
bool is_top_left(const FixedPoint& a, const FixedPoint& b) { return (a.y == b.y && b.x > a.x) || b.y < a.y; }

std::int64_t floor_quotient(std::int64_t number, std::int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

// Three corners, turned so that the area is not negative, and an edge function for the side opposite each
// corner: its share of the area is that corner's weight.
struct Triangle {
  Triangle(const RasterVertex& a, const RasterVertex& b, const RasterVertex& c)
      : corners{&a, &b, &c}, points{to_fixed(a), to_fixed(b), to_fixed(c)} {
    area = edge(points[0], points[1], points[2].x, points[2].y);
    if (area < 0) {
      std::swap(points[1], points[2]);
      std::swap(corners[1], corners[2]);
      area = -area;
    }
    for (int i = 0; i < 3; ++i) {
      const FixedPoint &from = points[(i + 1) % 3], &to = points[(i + 2) % 3];
      bias[i] = is_top_left(from, to) ? 0 : 1;
      step_x[i] = -(to.y - from.y) * kSubpixels;
    }
  }

  // The edge functions at the middle of a pixel.
  std::array<std::int64_t, 3> sides(int x, int y) const {
    const std::int64_t px = x * kSubpixels + kSubpixels / 2, py = y * kSubpixels + kSubpixels / 2;
    return {edge(points[1], points[2], px, py), edge(points[2], points[0], px, py),
            edge(points[0], points[1], px, py)};
  }
  // Which of `count` pixels of a row are inside, as a first one and one behind the last; `side` is that of
  // pixel 0. Thin slanted lines, such as hatching, would be looked for in all of their box else.
  std::pair<std::int64_t, std::int64_t> inside(const std::array<std::int64_t, 3>& side, int count) const {
    std::int64_t first = 0, end = count;
    for (int i = 0; i < 3; ++i) {
      const std::int64_t spare = side[i] - bias[i];  // inside where spare + pixel * step_x is not negative
      if (step_x[i] > 0) first = std::max(first, -floor_quotient(spare, step_x[i]));
      if (step_x[i] < 0) end = std::min(end, floor_quotient(spare, -step_x[i]) + 1);
      if (step_x[i] == 0 && spare < 0) end = 0;
    }
    return {first, end};
  }
  std::array<float, 3> weights(const std::array<std::int64_t, 3>& side) const {
    const auto whole = static_cast<float>(area);
    return {static_cast<float>(side[0]) / whole, static_cast<float>(side[1]) / whole,
            static_cast<float>(side[2]) / whole};
  }

  std::array<const RasterVertex*, 3> corners;
  std::array<FixedPoint, 3> points;
  std::int64_t area = 0;
  std::array<std::int64_t, 3> bias{}, step_x{};
};

float channel(std::uint32_t colour, int index) { return static_cast<float>((colour >> (8 * index)) & 0xFF); }

float texel(const RasterTexture& texture, int x, int y) {
  x = std::clamp(x, 0, texture.width - 1);
  y = std::clamp(y, 0, texture.height - 1);
  return static_cast<float>(texture.coverage[static_cast<std::size_t>(y) * texture.width + x]);
}

// Bilinear, as a graphics card samples it; the result is 0..255.
float sample(const RasterTexture& texture, float u, float v) {
  if (texture.coverage == nullptr || texture.width <= 0 || texture.height <= 0) return 255.0F;
  const float x = u * static_cast<float>(texture.width) - 0.5F;
  const float y = v * static_cast<float>(texture.height) - 0.5F;
  const int left = static_cast<int>(std::floor(x));
  const int top = static_cast<int>(std::floor(y));
  const float fx = x - static_cast<float>(left);
  const float fy = y - static_cast<float>(top);
  const float upper = texel(texture, left, top) * (1 - fx) + texel(texture, left + 1, top) * fx;
  const float lower = texel(texture, left, top + 1) * (1 - fx) + texel(texture, left + 1, top + 1) * fx;
  return upper * (1 - fy) + lower * fy;
}

// A colour and how much of it covers a pixel, each 0..255.
struct Shade {
  std::array<int, 3> colour{};
  int alpha = 0;
};

void blend(std::uint8_t* pixel, const Shade& shade) {
  if (shade.alpha == 0) return;
  for (int i = 0; i < 3; ++i) {
    const int mixed = shade.colour[i] * shade.alpha + pixel[i] * (255 - shade.alpha);
    pixel[i] = static_cast<std::uint8_t>((mixed + 127) / 255);
  }
}

// Most triangles have one colour and lie on one texel.
bool is_flat(const RasterVertex& a, const RasterVertex& b, const RasterVertex& c) {
  return a.colour == b.colour && b.colour == c.colour && a.u == b.u && b.u == c.u && a.v == b.v && b.v == c.v;
}

int to_byte(float value) { return static_cast<int>(std::clamp(value, 0.0F, 255.0F) + 0.5F); }

Shade shade_at(const RasterTexture& texture, const Triangle& triangle, const std::array<float, 3>& weights) {
  const RasterVertex &a = *triangle.corners[0], &b = *triangle.corners[1], &c = *triangle.corners[2];
  const auto mix = [&](float of_a, float of_b, float of_c) {
    return weights[0] * of_a + weights[1] * of_b + weights[2] * of_c;
  };
  const auto mix_channel = [&](int i) {
    return mix(channel(a.colour, i), channel(b.colour, i), channel(c.colour, i));
  };
  const float coverage = sample(texture, mix(a.u, b.u, c.u), mix(a.v, b.v, c.v));
  Shade shade;
  for (int i = 0; i < 3; ++i) shade.colour[i] = to_byte(mix_channel(i));
  shade.alpha = to_byte(mix_channel(3) * coverage / 255.0F);
  return shade;
}

int floor_pixel(std::int64_t fixed) {
  return static_cast<int>(std::floor(static_cast<double>(fixed) / kSubpixels));
}

// Keeps coordinates in a range in which the edge functions can't overflow; nothing visible is that far out.
bool in_range(const RasterVertex& vertex) {
  constexpr float kLimit = 1e6F;
  return std::fabs(vertex.x) < kLimit && std::fabs(vertex.y) < kLimit;
}

}  // namespace

Raster::Raster(int width, int height, std::uint32_t background)
    : width_(std::max(width, 1)), height_(std::max(height, 1)) {
  bytes_.resize(static_cast<std::size_t>(width_) * height_ * 4);
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    bytes_[i] = i % 4 == 3 ? 255 : static_cast<std::uint8_t>(background >> (8 * (i % 4)));
  }
}

Raster Raster::from_bottom_up(int width, int height, const std::vector<std::uint8_t>& rows) {
  Raster raster(width, height, 0);
  const std::size_t stride = static_cast<std::size_t>(raster.width_) * 4;
  for (int y = 0; y < raster.height_; ++y) {
    const auto from = rows.begin() + static_cast<std::ptrdiff_t>((raster.height_ - 1 - y) * stride);
    std::copy(from, from + static_cast<std::ptrdiff_t>(stride),
              raster.bytes_.begin() + static_cast<std::ptrdiff_t>(y * stride));
  }
  for (std::size_t i = 3; i < raster.bytes_.size(); i += 4) raster.bytes_[i] = 255;
  return raster;
}

void Raster::triangle(const RasterTexture& texture, const RasterClip& clip, const RasterVertex& a,
                      const RasterVertex& b, const RasterVertex& c) {
  if (!in_range(a) || !in_range(b) || !in_range(c)) return;
  Triangle triangle(a, b, c);
  if (triangle.area == 0) return;
  const auto& points = triangle.points;
  const auto [low_x, high_x] = std::minmax({points[0].x, points[1].x, points[2].x});
  const auto [low_y, high_y] = std::minmax({points[0].y, points[1].y, points[2].y});
  const int left = std::max({floor_pixel(low_x), clip.left, 0});
  const int right = std::min({floor_pixel(high_x) + 1, clip.right, width_});
  const int top = std::max({floor_pixel(low_y), clip.top, 0});
  const int bottom = std::min({floor_pixel(high_y) + 1, clip.bottom, height_});
  const bool flat = is_flat(a, b, c);
  const Shade flat_shade = flat ? shade_at(texture, triangle, {1, 0, 0}) : Shade{};
  for (int y = top; y < bottom; ++y) {
    std::array<std::int64_t, 3> side = triangle.sides(left, y);
    const auto [first, end] = triangle.inside(side, right - left);
    if (first >= end) continue;
    for (int i = 0; i < 3; ++i) side[i] += first * triangle.step_x[i];
    std::uint8_t* pixel = &bytes_[(static_cast<std::size_t>(y) * width_ + left + first) * 4];
    for (std::int64_t x = first; x < end; ++x, pixel += 4) {
      blend(pixel, flat ? flat_shade : shade_at(texture, triangle, triangle.weights(side)));
      for (int i = 0; i < 3; ++i) side[i] += triangle.step_x[i];
    }
  }
}

std::uint32_t Raster::pixel(int x, int y) const {
  std::uint32_t colour = 0;
  std::memcpy(&colour, &bytes_[(static_cast<std::size_t>(y) * width_ + x) * 4], 4);
  return colour;
}

std::string Raster::write_png(const std::string& path) const {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "wb"), close);
  if (!file) return fmt::format("can't write {}: {}", path, std::strerror(errno));
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width_);
  image.height = static_cast<png_uint_32>(height_);
  image.format = PNG_FORMAT_RGBA;
  errno = 0;
  const bool written =
      png_image_write_to_stdio(&image, file.get(), 0, bytes_.data(), width_ * 4, nullptr) != 0;
  if (!written) {
    return fmt::format("can't write {}: {}", path, errno != 0 ? std::strerror(errno) : image.message);
  }
  if (std::fclose(file.release()) != 0) return fmt::format("can't write {}: {}", path, std::strerror(errno));
  return {};
}

}  // namespace coutil::tracer
