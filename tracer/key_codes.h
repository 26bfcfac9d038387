// The keys that the tracer listens to, by GLFW's numbers (window.cpp checks them), so that a frame can be
// driven without a window. Knows no ImGui and no GLFW.
#pragma once

namespace coutil::tracer {

inline constexpr int kKeySpace = 32;
inline constexpr int kKeyComma = ',';
inline constexpr int kKeyMinus = '-';
inline constexpr int kKeyPeriod = '.';
inline constexpr int kKeyEqual = '=';
// Letters and digits are themselves: 'W', '1'.
inline constexpr int kKeyEscape = 256;
inline constexpr int kKeyEnter = 257;
inline constexpr int kKeyTab = 258;
inline constexpr int kKeyBackspace = 259;
inline constexpr int kKeyDelete = 261;
inline constexpr int kKeyRight = 262;
inline constexpr int kKeyLeft = 263;
inline constexpr int kKeyDown = 264;
inline constexpr int kKeyUp = 265;
inline constexpr int kKeyPageUp = 266;
inline constexpr int kKeyPageDown = 267;
inline constexpr int kKeyHome = 268;
inline constexpr int kKeyEnd = 269;
inline constexpr int kKeyF1 = 290;
inline constexpr int kKeyF3 = 292;

}  // namespace coutil::tracer
