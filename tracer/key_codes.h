// The keys that the tracer listens to, by GLFW's numbers (window.cpp checks them), so that a frame can be
// driven without a window. Knows no ImGui and no GLFW.
#pragma once

namespace coutil::tracer {

inline constexpr int kKeyEscape = 256;
inline constexpr int kKeyRight = 262;
inline constexpr int kKeyLeft = 263;
inline constexpr int kKeyDown = 264;
inline constexpr int kKeyUp = 265;
inline constexpr int kKeyPageUp = 266;
inline constexpr int kKeyPageDown = 267;
inline constexpr int kKeyHome = 268;
inline constexpr int kKeyF1 = 290;
inline constexpr int kKeyMinus = '-';
inline constexpr int kKeyEqual = '=';
// Letters are their capitals: 'W'.

}  // namespace coutil::tracer
