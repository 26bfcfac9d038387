// The characters that lanes are drawn with, for terminals that know Unicode and for those that do not.
#pragma once

#include <array>

#include "tracer/lane.h"
#include "tracer/text_canvas.h"

namespace coutil::tracer {

struct TextGlyphs {
  std::array<const char*, kStateCount> states;  // by State; the final ones mark the end
  std::array<const char*, 8> busy;              // ran for 1/8 .. 8/8 of what the column stands for
  const char *instant, *note, *up, *down, *through, *from_below, *from_above, *by_scheduler, *axis, *tick,
      *ellipsis;
  const char *send, *deliver, *both, *signal, *process_start, *process_end, *lost, *fault;
};

inline constexpr TextGlyphs kUnicodeGlyphs = {{" ", "·", "█", "▒", "─", "╌", "┈", "●", "✗", "×", "?", "†"},
                                              {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
                                              "┃",
                                              "◆",
                                              "▲",
                                              "▼",
                                              "│",
                                              "┬",
                                              "┴",
                                              "◇",
                                              "─",
                                              "┬",
                                              "…",
                                              "→",
                                              "←",
                                              "⇄",
                                              "⚑",
                                              "▹",
                                              "▪",
                                              "∅",
                                              "↯"};

inline constexpr TextGlyphs kAsciiGlyphs = {{" ", ".", "#", "+", "-", "~", ":", "o", "X", "x", "?", "k"},
                                            {"_", "_", "_", "=", "=", "=", "#", "#"},
                                            "|",
                                            "*",
                                            "^",
                                            "v",
                                            "|",
                                            "|",
                                            "|",
                                            "!",
                                            "-",
                                            "+",
                                            "..",
                                            ">",
                                            "<",
                                            "&",
                                            "S",
                                            "(",
                                            ")",
                                            "%",
                                            "F"};

inline constexpr std::array<Style, kStateCount> kStateStyles = {
    Style::kPlain, Style::kDim,  Style::kRunning, Style::kReady, Style::kWaiting, Style::kSuspended,
    Style::kDim,   Style::kGood, Style::kBad,     Style::kDim,   Style::kBad,     Style::kDim};

}  // namespace coutil::tracer
