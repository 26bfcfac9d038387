// Signals by name: see the header. The manual's words are those that system.awaitsig takes.
#include "sim/scenario/signal_name.h"

#include <csignal>

namespace coutil::sim {

namespace {

struct Signal {
  int number;
  std::string_view unix_name;
  const char* word;  // null: the manual has none
};

constexpr Signal kSignals[] = {
    {SIGABRT, "SIGABRT", "abort"},         {SIGTTIN, "SIGTTIN", "bgread"},
    {SIGTTOU, "SIGTTOU", "bgwrite"},       {SIGCHLD, "SIGCHLD", "child"},
    {SIGALRM, "SIGALRM", "clocktime"},     {SIGCONT, "SIGCONT", "continue"},
    {SIGXCPU, "SIGXCPU", "cpulimit"},      {SIGPROF, "SIGPROF", "cputimall"},
    {SIGVTALRM, "SIGVTALRM", "cputimprc"}, {SIGTRAP, "SIGTRAP", "debug"},
    {SIGXFSZ, "SIGXFSZ", "filelimit"},     {SIGHUP, "SIGHUP", "hangup"},
    {SIGINT, "SIGINT", "interrupt"},       {SIGPIPE, "SIGPIPE", "loosepipe"},
    {SIGPOLL, "SIGPOLL", "polling"},       {SIGQUIT, "SIGQUIT", "quit"},
    {SIGTSTP, "SIGTSTP", "stop"},          {SIGSYS, "SIGSYS", "sysargerr"},
    {SIGTERM, "SIGTERM", "terminate"},     {SIGURG, "SIGURG", "urgsock"},
    {SIGUSR1, "SIGUSR1", "user1"},         {SIGUSR2, "SIGUSR2", "user2"},
    {SIGWINCH, "SIGWINCH", "winresize"},   {SIGKILL, "SIGKILL", "kill"},
    {SIGSTOP, "SIGSTOP", nullptr},         {SIGBUS, "SIGBUS", nullptr},
    {SIGFPE, "SIGFPE", nullptr},           {SIGILL, "SIGILL", nullptr},
    {SIGSEGV, "SIGSEGV", nullptr},
};

}  // namespace

int signal_number(std::string_view name) noexcept {
  for (const Signal& signal : kSignals) {
    if (name == signal.unix_name || name == signal.unix_name.substr(3)) return signal.number;
    if (signal.word != nullptr && name == signal.word) return signal.number;
  }
  return 0;
}

const char* signal_word(int number) noexcept {
  for (const Signal& signal : kSignals) {
    if (signal.number == number) return signal.word != nullptr ? signal.word : signal.unix_name.data();
  }
  return "?";
}

std::string_view signal_words() noexcept {
  return "abort, bgread, bgwrite, child, clocktime, continue, cpulimit, cputimall, cputimprc, debug, "
         "filelimit, "
         "hangup, interrupt, kill, loosepipe, polling, quit, stop, sysargerr, terminate, urgsock, user1, "
         "user2, "
         "winresize";
}

}  // namespace coutil::sim
