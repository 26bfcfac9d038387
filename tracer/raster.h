// A picture in memory and the triangles painted into it: what a graphics card would do, in plain integer and
// float arithmetic, so that the same frame gives the same bytes on every run and needs no display.
// It knows nothing of ImGui, windows or traces.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace coutil::tracer {

// Colours are 0xAABBGGRR: in memory the bytes are red, green, blue, alpha; alpha is not premultiplied.
struct RasterVertex {
  float x, y;  // pixels from the top left corner
  float u, v;  // 0..1 across the texture
  std::uint32_t colour;
};

// One byte a pixel: how much of the vertex colour covers it. Not owned.
struct RasterTexture {
  const std::uint8_t* coverage = nullptr;
  int width = 0;
  int height = 0;
};

// Pixels outside are left alone: left and top are inside, right and bottom are not.
struct RasterClip {
  int left, top, right, bottom;
};

class Raster {
 public:
  // A picture of width x height pixels (each at least 1), filled with `background` made opaque.
  Raster(int width, int height, std::uint32_t background);

  // A picture from 4 bytes a pixel (red, green, blue, alpha) in rows from the bottom, as OpenGL gives them.
  static Raster from_bottom_up(int width, int height, const std::vector<std::uint8_t>& rows);

  // Paints one triangle, blended over what is there. Triangles that share an edge never paint a pixel twice.
  void triangle(const RasterTexture& texture, const RasterClip& clip, const RasterVertex& a,
                const RasterVertex& b, const RasterVertex& c);

  // Writes the picture as a PNG. Returns an empty string, or one line that says why it could not be written.
  std::string write_png(const std::string& path) const;

  int width() const { return width_; }
  int height() const { return height_; }
  // The colour at a pixel that must lie inside the picture.
  std::uint32_t pixel(int x, int y) const;
  const std::vector<std::uint8_t>& bytes() const { return bytes_; }  // 4 a pixel, rows from the top

 private:
  int width_;
  int height_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace coutil::tracer
