// Bakes the embedded fonts into ImGui's atlas. Sizes are whole pixels, so that every character is as wide as
// the next.
#include "tracer/font_view.h"

#include <imgui_freetype.h>

#include <cmath>

namespace coutil::tracer {

// Made by embed.cmake.
extern const unsigned char kRegularFont[];
extern const unsigned int kRegularFont_size;
extern const unsigned char kBoldFont[];
extern const unsigned int kBoldFont_size;

namespace {

constexpr float kNormalSize = 16;
constexpr float kSmallSize = 13;

// Latin, Greek, Cyrillic, the few signs that labels use, and those that lessons show of lanes in a terminal.
constexpr ImWchar kTextRanges[] = {
    0x20,   0x17F,  0x370,  0x3FF,  0x400,  0x45F,  0x2010, 0x2027, 0x2190, 0x2193, 0x21D2, 0x21D2, 0x2260,
    0x2265, 0x2500, 0x2500, 0x2508, 0x2508, 0x252C, 0x252C, 0x2534, 0x2534, 0x2580, 0x2593, 0x25B2, 0x25B2,
    0x25BC, 0x25BC, 0x25C6, 0x25C7, 0x25CF, 0x25CF, 0x2713, 0x2713, 0x2717, 0x2717, 0xFFFD, 0xFFFD, 0};
// Headings need no more than what a script's name is likely to have.
constexpr ImWchar kLatinRanges[] = {0x20, 0x17F, 0x2010, 0x2027, 0x2190, 0x2193, 0xFFFD, 0xFFFD, 0};

ImFont* add_font(const unsigned char* bytes, unsigned int size, float pixels, const ImWchar* ranges) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = config.OversampleV = 1;
  config.PixelSnapH = true;
  // ImGui takes a pointer that is not const, and does not write through it as it does not own the bytes.
  return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<unsigned char*>(bytes), static_cast<int>(size),
                                                    std::round(pixels), &config, ranges);
}

}  // namespace

Fonts load_fonts(float scale) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
  Fonts fonts;
  fonts.normal = add_font(kRegularFont, kRegularFont_size, kNormalSize * scale, kTextRanges);
  fonts.bold = add_font(kBoldFont, kBoldFont_size, kNormalSize * scale, kLatinRanges);
  fonts.small = add_font(kRegularFont, kRegularFont_size, kSmallSize * scale, kTextRanges);
  atlas.Build();
  return fonts;
}

}  // namespace coutil::tracer
