// Opens the window, feeds the frame, and sleeps while nothing happens. All lengths inside are pixels of the
// framebuffer, so that text is sharp on every display.
#include "tracer/window.h"

#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <fmt/core.h>
#include <imgui.h>

#include <GLFW/glfw3.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "tracer/compare_view.h"
#include "tracer/key_codes.h"
#include "tracer/lesson_card.h"
#include "tracer/raster.h"
#include "tracer/session_view.h"

namespace coutil::tracer {
namespace {

static_assert(kKeyEscape == GLFW_KEY_ESCAPE && kKeyRight == GLFW_KEY_RIGHT && kKeyLeft == GLFW_KEY_LEFT);
static_assert(kKeyDown == GLFW_KEY_DOWN && kKeyUp == GLFW_KEY_UP && kKeyPageUp == GLFW_KEY_PAGE_UP);
static_assert(kKeyPageDown == GLFW_KEY_PAGE_DOWN && kKeyHome == GLFW_KEY_HOME && kKeyF1 == GLFW_KEY_F1);
static_assert(kKeySpace == GLFW_KEY_SPACE && kKeyEnter == GLFW_KEY_ENTER && kKeyF3 == GLFW_KEY_F3);
static_assert(kKeyComma == GLFW_KEY_COMMA && kKeyPeriod == GLFW_KEY_PERIOD && kKeyTab == GLFW_KEY_TAB);
static_assert(kKeyBackspace == GLFW_KEY_BACKSPACE && kKeyDelete == GLFW_KEY_DELETE &&
              kKeyEnd == GLFW_KEY_END);
static_assert(kKeyMinus == GLFW_KEY_MINUS && kKeyEqual == GLFW_KEY_EQUAL && GLFW_KEY_W == 'W');

constexpr int kFramesAfterEvent = 3;  // ImGui settles in two; one more shows what the event changed
constexpr double kIdleSeconds = 0.5, kReadingSeconds = 0.03, kGrowingSeconds = 0.1;

std::string& last_error() {
  static std::string text;  // GLFW tells errors to a plain function only
  return text;
}

void keep_error(int, const char* text) { last_error() = text; }

// Set by GLFW's callbacks; the loop draws this many frames before it sleeps.
struct Tap {
  int key, modifiers;
};
struct Wanted {
  int frames = kFramesAfterEvent;
  std::vector<Tap> pressed;  // keys since the last frame, also those that are up again
  std::string dropped;       // the last file that was dropped on the window
};

Wanted& wanted_of(GLFWwindow* window) { return *static_cast<Wanted*>(glfwGetWindowUserPointer(window)); }

void wake_up(GLFWwindow* window) { wanted_of(window).frames = kFramesAfterEvent; }

void keep_key(GLFWwindow* window, int key, int, int action, int modifiers) {
  wake_up(window);
  if (action != GLFW_PRESS || key < 0) return;
  const bool closes = (modifiers & GLFW_MOD_CONTROL) != 0 && (key == GLFW_KEY_Q || key == GLFW_KEY_W);
  if (closes) glfwSetWindowShouldClose(window, GLFW_TRUE);
  wanted_of(window).pressed.push_back({key, modifiers});
}

struct GlfwSession {
  bool ready = glfwInit() == GLFW_TRUE;
  ~GlfwSession() {
    if (ready) glfwTerminate();
  }
};

struct WindowDeleter {
  void operator()(GLFWwindow* window) const { glfwDestroyWindow(window); }
};
using WindowHandle = std::unique_ptr<GLFWwindow, WindowDeleter>;

WindowHandle open_window(int width, int height, const std::string& title) {
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  glfwWindowHint(GLFW_FOCUS_ON_SHOW, GLFW_TRUE);
  return WindowHandle(glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr));
}

void keep_drop(GLFWwindow* window, int count, const char** paths) {
  wake_up(window);
  if (count > 0) wanted_of(window).dropped = paths[0];
}

// Everything that may change the picture; installed before ImGui's own callbacks, which call these in turn.
void listen(GLFWwindow* window) {
  glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { wake_up(w); });
  glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int, int) { wake_up(w); });
  glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { wake_up(w); });
  glfwSetKeyCallback(window, keep_key);
  glfwSetDropCallback(window, keep_drop);
  glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { wake_up(w); });
  glfwSetWindowRefreshCallback(window, wake_up);
  glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float, float) { wake_up(w); });
}

// ImGui's backends for as long as a window lives.
class Gui {
 public:
  explicit Gui(GLFWwindow* window) : window_(window), context_(ImGui::CreateContext()) {
    ImGui::GetIO().IniFilename = nullptr;
    ImGui_ImplGlfw_InitForOpenGL(window, true);
    ImGui_ImplOpenGL3_Init("#version 150");
  }
  ~Gui() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext(context_);
  }
  Gui(const Gui&) = delete;
  Gui& operator=(const Gui&) = delete;

  // One frame. A key that was pressed and is up again already counts as down for this frame.
  template <typename View>
  void draw(View& view, const std::vector<Tap>& pressed) {
    rescale();
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    use_framebuffer_pixels();
    bool(&down)[512] = ImGui::GetIO().KeysDown;
    std::vector<Tap> taps;
    std::copy_if(pressed.begin(), pressed.end(), std::back_inserter(taps),
                 [&](const Tap& tap) { return tap.key < 512 && !down[tap.key]; });
    for (const Tap& tap : taps) {
      down[tap.key] = true;
      if ((tap.modifiers & GLFW_MOD_CONTROL) != 0) ImGui::GetIO().KeyCtrl = true;
      if ((tap.modifiers & GLFW_MOD_SHIFT) != 0) ImGui::GetIO().KeyShift = true;
    }
    ImGui::NewFrame();
    view.frame(fonts_, scale_);
    ImGui::Render();
    for (const Tap& tap : taps) down[tap.key] = false;
    int width = 0, height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  }

  bool is_busy() const {
    const ImGuiIO& io = ImGui::GetIO();
    const auto is_down = [](bool down) { return down; };
    return std::any_of(std::begin(io.MouseDown), std::end(io.MouseDown), is_down) ||
           std::any_of(std::begin(io.KeysDown), std::end(io.KeysDown), is_down);
  }

 private:
  // Fonts are made for the display's scale, anew when the window moves to another one.
  void rescale() {
    float x = 1, y = 1;
    glfwGetWindowContentScale(window_, &x, &y);
    const float scale = std::clamp(std::round(std::max(x, y) * 4) / 4, 0.75F, 5.0F);
    if (scale == scale_) return;
    scale_ = scale;
    fonts_ = load_fonts(scale);
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
  }

  void use_framebuffer_pixels() {
    ImGuiIO& io = ImGui::GetIO();
    const float x = io.DisplayFramebufferScale.x, y = io.DisplayFramebufferScale.y;
    if (x <= 0 || y <= 0) return;
    io.DisplaySize = {io.DisplaySize.x * x, io.DisplaySize.y * y};
    io.DisplayFramebufferScale = {1, 1};
    if (ImGui::IsMousePosValid(&io.MousePos)) io.MousePos = {io.MousePos.x * x, io.MousePos.y * y};
  }

  GLFWwindow* window_;
  ImGuiContext* context_;
  Fonts fonts_;
  float scale_ = 0;
};

// What the window shows now, as a file of this name. The title says what came of it.
void save_picture(GLFWwindow* window, const std::string& title, const std::string& name) {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  if (width <= 0 || height <= 0) return;
  std::vector<std::uint8_t> rows(static_cast<std::size_t>(width) * height * 4);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rows.data());
  const std::string path = name + ".png";
  const std::string error = Raster::from_bottom_up(width, height, rows).write_png(path);
  const std::string said = error.empty() ? "saved " + path : error;
  glfwSetWindowTitle(window, fmt::format("{} - {}", title, said).c_str());
}

// How long the loop may sleep without looking whether there is more of the trace.
double idle_seconds(const DocumentStatus& status) {
  return status.reading || status.finding ? kReadingSeconds : status.growing ? kGrowingSeconds : kIdleSeconds;
}

void open_dropped(GLFWwindow* window, Wanted& wanted, SessionView& session) {
  if (wanted.dropped.empty()) return;
  session.open(std::exchange(wanted.dropped, {}));
  glfwSetWindowTitle(window, session.title().c_str());
}

// In the units in which a window is asked for: where windows are measured in pixels, GLFW makes one larger by
// the display's scale.
void keep_size(GLFWwindow* window, SessionView& session) {
  int width = 0, height = 0, pixels = 0;
  float scale = 1;
  glfwGetWindowSize(window, &width, &height);
  glfwGetFramebufferSize(window, &pixels, nullptr);
  glfwGetWindowContentScale(window, &scale, nullptr);
  const bool is_usual = glfwGetWindowAttrib(window, GLFW_MAXIMIZED) == GLFW_FALSE;
  if (!is_usual || width <= 0 || height <= 0 || scale <= 0) return;
  const float larger = scale * static_cast<float>(width) / static_cast<float>(std::max(pixels, 1));
  const auto asked_for = [larger](int size) {
    return static_cast<int>(std::lround(static_cast<float>(size) / larger));
  };
  session.set_window_size(asked_for(width), asked_for(height));
}

// A window without anything in it would be black until its fonts are there.
void begin_drawing(GLFWwindow* window, const Theme& theme) {
  glfwMakeContextCurrent(window);
  glfwSwapInterval(1);
  const ImVec4 ground = ImGui::ColorConvertU32ToFloat4(theme.background);
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glfwSwapBuffers(window);
}

void run_loop(GLFWwindow* window, SessionView& session, const std::string& card_path) {
  LessonCardFile lesson(card_path);
  Wanted wanted;
  glfwSetWindowUserPointer(window, &wanted);
  listen(window);
  Gui gui(window);
  TracerView& view = session.view();
  while (glfwWindowShouldClose(window) == GLFW_FALSE) {
    if (wanted.frames > 0) {
      glfwPollEvents();
    } else {
      glfwWaitEventsTimeout(idle_seconds(session.status()));
    }
    open_dropped(window, wanted, session);
    session.advance();
    if (lesson.advance()) view.set_lesson(lesson.card());
    gui.draw(view, std::exchange(wanted.pressed, {}));
    if (view.wants_picture()) save_picture(window, session.title(), session.title());
    glfwSwapBuffers(window);
    const bool is_moving = gui.is_busy() || view.wants_frames();
    wanted.frames = is_moving ? kFramesAfterEvent : std::max(wanted.frames - 1, 0);
  }
  keep_size(window, session);
}

std::string title_of(const std::array<std::string, 2>& names) {
  return fmt::format("{} | {}", names[0], names[1]);
}

void run_comparison_loop(GLFWwindow* window, CompareDocument& document, CompareView& view,
                         const std::array<std::string, 2>& names) {
  Wanted wanted;
  glfwSetWindowUserPointer(window, &wanted);
  listen(window);
  Gui gui(window);
  while (glfwWindowShouldClose(window) == GLFW_FALSE) {
    if (wanted.frames > 0) {
      glfwPollEvents();
    } else {
      glfwWaitEventsTimeout(document.is_busy() ? kReadingSeconds : kIdleSeconds);
    }
    view.advance(document);
    gui.draw(view, std::exchange(wanted.pressed, {}));
    if (view.wants_picture()) save_picture(window, title_of(names), names[0] + "-" + names[1]);
    glfwSwapBuffers(window);
    const bool is_moving = gui.is_busy() || view.wants_frames();
    wanted.frames = is_moving ? kFramesAfterEvent : std::max(wanted.frames - 1, 0);
  }
}

}  // namespace

std::string show_comparison(const std::string& first, const std::string& second,
                            const WindowOptions& options) {
  CompareDocument document(first, second);
  glfwSetErrorCallback(keep_error);
  const std::string advice = fmt::format(
      "instead: `coutil trace diff {0} {1}`, or `coutil trace shot {0} {1} OUT.png`", first, second);
  const GlfwSession session;
  if (!session.ready)
    return fmt::format("there is no display to open a window on ({}); {}", last_error(), advice);
  const auto name = [](const std::string& file) { return std::filesystem::path(file).filename().string(); };
  const std::array<std::string, 2> names = {name(first), name(second)};
  CompareView view(document.facts(), names);
  std::string ignored;  // trouble with the settings is told where they are written, too
  const ViewSettings left = read_settings(options.settings_path, ignored);
  const Theme* theme = find_theme(options.theme.empty() ? left.theme : options.theme);
  if (theme != nullptr) view.state().theme = theme;
  const WindowHandle window = open_window(left.width, left.height, title_of(names));
  if (!window) return fmt::format("can't open a window with OpenGL 3.2 ({}); {}", last_error(), advice);
  begin_drawing(window.get(), *view.state().theme);
  run_comparison_loop(window.get(), document, view, names);
  return {};
}

std::string show_window(TraceDocument& document, const WindowOptions& options) {
  glfwSetErrorCallback(keep_error);
  const std::string advice =
      fmt::format("instead: `coutil trace text {0}`, or `coutil trace shot {0} OUT.png`",
                  document.facts()->model().path());
  const GlfwSession glfw;
  if (!glfw.ready)
    return fmt::format("there is no display to open a window on ({}); {}", last_error(), advice);
  SessionView session(document, options.settings_path);
  if (const Theme* theme = find_theme(options.theme)) session.view().state().theme = theme;
  const ViewSettings& left = session.settings();
  const WindowHandle window = open_window(left.width, left.height, session.title());
  if (!window) return fmt::format("can't open a window with OpenGL 3.2 ({}); {}", last_error(), advice);
  begin_drawing(window.get(), *session.view().state().theme);
  run_loop(window.get(), session, options.card_path);
  // The next window can do without.
  session.save();
  return {};
}

}  // namespace coutil::tracer
