// Drops a file on a window as a file manager does: a source of X11's drag and
// drop (XDND 5) without a mouse. drop_file WINDOW FILE. Exit 0 when the window
// has taken it; 1 when it refused or did not answer in time.
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <poll.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

constexpr int kPatienceMs = 30'000;

struct Source {
  Display* display = XOpenDisplay(nullptr);
  Window window = 0, target = 0;
  std::string uri;

  Atom atom(const char* name) const { return XInternAtom(display, name, False); }

  void tell(const char* kind, long a, long b, long c, long d) const {
    XEvent event = {};
    event.xclient.type = ClientMessage;
    event.xclient.display = display;
    event.xclient.window = target;
    event.xclient.message_type = atom(kind);
    event.xclient.format = 32;
    const long words[] = {static_cast<long>(window), a, b, c, d};
    for (int i = 0; i < 5; i++) event.xclient.data.l[i] = words[i];
    XSendEvent(display, target, False, NoEventMask, &event);
    XFlush(display);
  }

  // Gives the file's name to who asks for the selection.
  void answer(const XSelectionRequestEvent& request) const {
    XChangeProperty(display, request.requestor, request.property, request.target, 8, PropModeReplace,
                    reinterpret_cast<const unsigned char*>(uri.data()), static_cast<int>(uri.size()));
    XEvent event = {};
    event.xselection.type = SelectionNotify;
    event.xselection.requestor = request.requestor;
    event.xselection.selection = request.selection;
    event.xselection.target = request.target;
    event.xselection.property = request.property;
    event.xselection.time = request.time;
    XSendEvent(display, request.requestor, False, NoEventMask, &event);
    XFlush(display);
  }

  // The next message of this kind; false when none comes.
  bool wait_for(const char* kind, XClientMessageEvent& message) const {
    const Atom wanted = atom(kind);
    while (true) {
      pollfd news = {ConnectionNumber(display), POLLIN, 0};
      if (XPending(display) == 0 && poll(&news, 1, kPatienceMs) != 1) return false;
      XEvent event;
      XNextEvent(display, &event);
      if (event.type == SelectionRequest) answer(event.xselectionrequest);
      if (event.type != ClientMessage || event.xclient.message_type != wanted) continue;
      message = event.xclient;
      return true;
    }
  }
};

int fail(const char* why) {
  std::fprintf(stderr, "drop_file: %s\n", why);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fail("it wants the number of a window, and a file");
  Source source;
  if (source.display == nullptr) return fail("there is no display");
  source.target = std::strtoul(argv[1], nullptr, 0);
  source.uri = std::string("file://") + argv[2] + "\r\n";
  source.window = XCreateSimpleWindow(source.display, DefaultRootWindow(source.display), 0, 0, 1, 1, 0, 0, 0);
  XSetSelectionOwner(source.display, source.atom("XdndSelection"), source.window, CurrentTime);
  const long list = static_cast<long>(source.atom("text/uri-list"));
  source.tell("XdndEnter", 5L << 24, list, 0, 0);
  source.tell("XdndPosition", 0, (400L << 16) | 300, CurrentTime,
              static_cast<long>(source.atom("XdndActionCopy")));
  XClientMessageEvent said;
  if (!source.wait_for("XdndStatus", said)) return fail("the window says nothing of the drag");
  if ((said.data.l[1] & 1) == 0) return fail("the window takes no drop");
  source.tell("XdndDrop", 0, CurrentTime, 0, 0);
  if (!source.wait_for("XdndFinished", said)) return fail("the window did not take the file");
  // One bit by the protocol; GLFW puts the number of bytes there.
  return said.data.l[1] != 0 ? 0 : fail("the window refused the file");
}
