// Writes elements, one a line: see the header.
#include "tracer/svg_canvas.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace coutil::tracer {
namespace {

// For texts and attributes. What XML has no way to say becomes U+FFFD.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i++) {
    const char byte = text[i];
    const bool is_control = static_cast<unsigned char>(byte) < 0x20;
    const std::string_view three = text.substr(i, 3);
    if (three == "\xef\xbf\xbe" || three == "\xef\xbf\xbf") {
      out += "\xef\xbf\xbd";
      i += 2;
    } else if (is_control) {
      out += byte == '\n' || byte == '\t' ? " " : "\xef\xbf\xbd";
    } else if (byte == '&') {
      out += "&amp;";
    } else if (byte == '<') {
      out += "&lt;";
    } else if (byte == '>') {
      out += "&gt;";
    } else if (byte == '"') {
      out += "&quot;";
    } else {
      out += byte;
    }
  }
  return out;
}

// ` fill="#3fc99a" fill-opacity="0.5"`, or the same for `stroke`.
std::string paint(const char* what, Colour colour) {
  const unsigned red = colour & 0xFF, green = (colour >> 8) & 0xFF, blue = (colour >> 16) & 0xFF;
  std::string text = fmt::format(" {}=\"#{:02x}{:02x}{:02x}\"", what, red, green, blue);
  const unsigned alpha = colour >> 24;
  if (alpha < 255) text += fmt::format(" {}-opacity=\"{:.3g}\"", what, alpha / 255.0);
  return text;
}

// Two digits after the point are enough for a pixel.
double round_off(float value) { return std::round(static_cast<double>(value) * 100) / 100; }

}  // namespace

void SvgCanvas::begin(float width, float height, std::string_view title) {
  out_.print(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\">\n"
      "<title>{2}</title>\n"
      "<style>text{{font-family:\"JetBrains Mono\",\"DejaVu Sans Mono\",Menlo,Consolas,monospace;"
      "font-size:14px;white-space:pre}}.b{{font-weight:bold}}"
      ".s{{font-size:12px}}</style>\n",
      round_off(width), round_off(height), escaped(title));
}

void SvgCanvas::pattern(const char* name, Colour colour, float distance, float thickness) {
  out_.print(
      "<pattern id=\"{}\" patternUnits=\"userSpaceOnUse\" width=\"{}\" height=\"{}\" "
      "patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"{}\" "
      "stroke-width=\"{}\"{}/></pattern>\n",
      name, distance, distance, distance, thickness, paint("stroke", colour));
}

void SvgCanvas::hatching(const Box& box, const char* pattern, float radius) {
  if (box.width() <= 0 || box.height() <= 0) return;
  out_.print(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"url(#{})\" "
      "pointer-events=\"none\"/>\n",
      round_off(box.left), round_off(box.top), round_off(box.width()), round_off(box.height()),
      round_off(radius), pattern);
}

void SvgCanvas::begin_clip(const char* name, const Box& box) {
  out_.print(
      "<clipPath id=\"{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n"
      "<g clip-path=\"url(#{})\">\n",
      name, round_off(box.left), round_off(box.top), round_off(box.width()), round_off(box.height()), name);
}

void SvgCanvas::box(const Box& box, Colour fill, float radius, std::string_view story) {
  if (box.width() <= 0 || box.height() <= 0) return;
  out_.print("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", round_off(box.left), round_off(box.top),
             round_off(box.width()), round_off(box.height()));
  if (radius > 0) out_.print(" rx=\"{}\"", round_off(radius));
  out_.write(paint("fill", fill));
  if (story.empty()) return out_.write("/>\n");
  out_.print("><title>{}</title></rect>\n", escaped(story));
}

void SvgCanvas::outline(const Box& box, Colour colour, float radius) {
  if (box.width() <= 1 || box.height() <= 1) return;
  out_.print("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"none\"{}/>\n",
             round_off(box.left + 0.5F), round_off(box.top + 0.5F), round_off(box.width() - 1),
             round_off(box.height() - 1), round_off(radius), paint("stroke", colour));
}

void SvgCanvas::line(float x1, float y1, float x2, float y2, Colour colour, float thickness,
                     const char* dashes) {
  out_.print("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{} stroke-width=\"{}\"", round_off(x1),
             round_off(y1), round_off(x2), round_off(y2), paint("stroke", colour), round_off(thickness));
  if (dashes != nullptr) out_.print(" stroke-dasharray=\"{}\"", dashes);
  out_.write("/>\n");
}

void SvgCanvas::curve(const ArrowLine& arrow, Colour colour, float thickness) {
  const float down = arrow.to_y > arrow.from_y ? 1.0F : -1.0F, neck = arrow.to_y - down * 6;
  const float bend = std::min(std::fabs(neck - arrow.from_y) / 2, 60.0F);
  out_.print("<path d=\"M{} {}C{} {} {} {} {} {}\" fill=\"none\"{} stroke-width=\"{}\"/>\n",
             round_off(arrow.from_x), round_off(arrow.from_y), round_off(arrow.from_x),
             round_off(arrow.from_y + down * bend), round_off(arrow.to_x), round_off(neck - down * bend),
             round_off(arrow.to_x), round_off(neck), paint("stroke", colour), round_off(thickness));
  triangle(arrow.to_x, arrow.to_y, arrow.to_x - 4, arrow.to_y - down * 8, arrow.to_x + 4,
           arrow.to_y - down * 8, colour);
}

void SvgCanvas::triangle(float x1, float y1, float x2, float y2, float x3, float y3, Colour fill) {
  out_.print("<path d=\"M{} {}L{} {}L{} {}Z\"{}/>\n", round_off(x1), round_off(y1), round_off(x2),
             round_off(y2), round_off(x3), round_off(y3), paint("fill", fill));
}

void SvgCanvas::dot(float x, float y, float radius, Colour fill) {
  out_.print("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>\n", round_off(x), round_off(y), round_off(radius),
             paint("fill", fill));
}

void SvgCanvas::text(float x, float y, Colour colour, std::string_view text, Font font) {
  if (text.empty()) return;
  const char* style = font == Font::kBold ? " class=\"b\"" : font == Font::kSmall ? " class=\"s\"" : "";
  // Not every viewer knows how to centre a text: its line lies a third of its height below the middle.
  const float baseline = y + (font == Font::kSmall ? 4.2F : 4.9F);
  out_.print("<text x=\"{}\" y=\"{}\"{}{}>{}</text>\n", round_off(x), round_off(baseline), style,
             paint("fill", colour), escaped(text));
}

}  // namespace coutil::tracer
