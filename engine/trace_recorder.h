// TraceRecorder: turns what happened into lines of the trace, version 1, and hands them to a TraceOutput.
// It must not know Lua, the backends or how coroutines are kept; who calls it says all ids and times.
//
// The trace is JSON Lines: one object a line, UTF-8, no spaces, `e` (the kind) first, the other keys in the
// order given here, integers only. Times (`t`, `due`) are nanoseconds and never fall. Ids are defined before
// they are used. Keys in brackets are left out when there is nothing to say. `at` is the id of a place and is
// left out when the place is unknown.
//
//   trace    v backend seed lua coutil script args scenario choices digest [from]
//            The first line: what it takes to run it again. `scenario` and `digest` (of script and scenario,
//            "sha256:" and hex digits) may be null. `from` is "middle" when the recording began while the
//            program ran, or when its beginning was dropped (only the end was asked for); then what lives is
//            described first: `spawn` and the present `await` or `yield` of each coroutine, `run` of those
//            that run, `lock` of each mutex that is owned.
//   host     id name addresses          a host, in a trace of several, before its first use in a `host`
//   place    id file line func          a source position
//   object   id kind name               what can be waited on: event mutex promise timer turn signal process
//                                       lookup socket; said again with the same id when it is more than that
//   spawn    t co by name [at] [pid]    a coroutine was first seen; `pid`: the process it belongs to, whose
//                                       first `spawn` is that of its main program (named like the program)
//   name     co name                    the program named it after its `spawn` line; the last name counts
//   run      t co by                    it was resumed; a `run` before its next await, yield, end is nested
//   await    t co mode on [at] [due] [op]   it suspends for one, all or any of `on`; `due`: until when, of a
//                                       timer; `op`: what it does with the world outside (signal process
//                                       lookup connect accept receive send shutdown). On a mutex that is
//                                       locked it waits in its lock, unless `op` says that it hears an
//                                       `event`
//   yield    t co [at]                  it suspends by a bare coroutine.yield
//   emit     t co how on waiters [at] [stored]   one or all hear it: `waiters` of them; `stored` is true when
//                                       a queued event kept it, and left out otherwise
//   take     t co on [at]               an await that got what it wanted without suspending
//   wake     t co by on                 the wait of `co` on `on` is over because of `by` (-1: the scheduler)
//   cancel   t co by                    it was resumed by hand while it waited, and waits no more
//   lock     t co on [at]               it became the owner of a mutex
//   unlock   t co on [at]               it gave the mutex back
//   fulfill  t co on [at]               it gave a promise its results
//   open     t co on what address       a socket (datagram stream listen) was opened; one that was accepted
//                                       has an address, which is the peer's
//   close    t co on what address       it was closed; `co` is -1 when the collector did it. An await on a
//                                       closed socket ends in the next turn
//   send     t co on msg bytes [to]     bytes went into a socket: a datagram, or a piece of a stream
//   deliver  t co on msg bytes [from]   bytes came out of one. In a simulation `msg` is that of the `send`
//                                       whose bytes they are (of a stream: the first of them); on real
//                                       machines it is a number of its own
//   drop     t msg bytes why            a message of a simulation, or a copy or a part of it, was lost
//   signal   t name [pid]               a signal came that somebody awaited
//   process  t pid what [name] [status] `start` of the program `name`, its `exit` with `status`, or its end
//                                       by the `signal` called `name`. With the end of a process that has
//                                       `spawn` lines all its coroutines are over, and those left after an
//                                       `exit` are counted in `fin`
//   fault    t what [host] [pid] [from to] [text]   a fault of the scenario took effect: `what` it is, on
//                                       which host or process, or between which hosts (lists). With `crash`
//                                       all coroutines and processes of the host are over
//   pick     t of took                  of the ready coroutines `of`, `took` goes next
//   note     t co text [at]             the program says something about itself
//   print    t co text                  the program printed
//   end      t co [error traceback]     it ended, with an error when there is one
//   closed   t co by                    coroutine.close ended it where it stood
//   lost     t co on                    it was collected while it waited on the objects `on` (a list)
//   stuck    t waiting cycle why        who waits for ever, the cycle among them, and a sentence
//   gc       t before after             the collector ran: bytes that Lua used before and after
//   fin      t events waiting suspended errors   the last line; `events` counts the lines above with a `t`
//
// In a trace of several hosts every line that has `co` has `host` right after it, and the main program of
// every process has a `spawn` line.
//
// A killed writer leaves at most a torn last line, without its newline, and NUL bytes after it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backend.h"

namespace coutil {

using ObjectId = std::int64_t;
using PlaceId = std::int64_t;
using HostId = std::int64_t;
using MessageId = std::int64_t;

enum class ObjectKind : std::uint8_t {
  kEvent,
  kMutex,
  kPromise,
  kTimer,
  kTurn,
  kSignal,
  kProcess,
  kLookup,
  kSocket
};
/// The word of the trace: "socket".
const char* object_kind_name(ObjectKind kind);

enum class WaitMode : std::uint8_t { kOne, kAll, kAny };
enum class EmitHow : std::uint8_t { kOne, kAll };

/// What the first line says.
struct TraceHeader {
  std::string backend;
  std::uint64_t seed = 0;
  std::string lua;     // "Lua 5.4.4"
  std::string coutil;  // our version
  std::string script;
  std::vector<std::string> args;
  std::optional<std::string> scenario;
  std::string choices;       // "fifo" or "random"
  std::string digest;        // "sha256:<hex>"; empty => null
  bool from_middle = false;  // adds "from":"middle": recording began while the program ran
};

/// A fault of a scenario; what is left as it is here is not in the line.
struct TraceFault {
  std::string_view what = {};  // "crash", "restart", "partition", ...
  HostId host = -1;
  std::int64_t pid = 0;
  std::span<const HostId> from = {};
  std::span<const HostId> to = {};
  std::string_view text = {};
};

class TraceLine;
class TraceOutput;

/// One function a kind, named like it. Numbers and texts are written as they are given; nothing is checked
/// (`coutil trace check` does that). Nothing throws but `begin` and `problem`, when no memory is left. When
/// the output fails, the lines that it did not take are counted, and `problem` tells it.
class TraceRecorder {
 public:
  /// The output belongs to the caller and must outlive the recorder.
  explicit TraceRecorder(TraceOutput& output);
  TraceRecorder(const TraceRecorder&) = delete;
  TraceRecorder& operator=(const TraceRecorder&) = delete;

  /// Must come first. Keeps the header, to say it again at the beginning of each segment.
  void begin(const TraceHeader& header);
  /// Whose lines follow: `host` is what lines with `co` say, -1 for nothing; `pid` the process of coroutines
  /// that are spawned, 0 for none. Costs next to nothing.
  void set_origin(HostId host, std::int64_t pid) {
    host_ = host;
    pid_ = pid;
  }
  void host(HostId id, std::string_view name, std::span<const std::string> addresses);
  void place(PlaceId id, std::string_view file, int line, std::string_view function);
  void object(ObjectId id, ObjectKind kind, std::string_view name);
  void spawn(TimeNs t, CoroutineId co, CoroutineId by, std::string_view name, PlaceId at);
  /// The program named a coroutine after its `spawn` line: {"e":"name","co":3,"name":"philosopher 3"}.
  void name(CoroutineId co, std::string_view name);
  void run(TimeNs t, CoroutineId co, CoroutineId by);
  /// `hears_mutex`: one of `on` is locked, and this is a wait for its event, not for its lock.
  void await(TimeNs t, CoroutineId co, WaitMode mode, std::span<const ObjectId> on, PlaceId at,
             bool hears_mutex = false);
  void await_until(TimeNs t, CoroutineId co, ObjectId on, PlaceId at, TimeNs due);
  /// A wait for something of the world outside; `operation` says for what: "receive".
  void await_operation(TimeNs t, CoroutineId co, ObjectId on, PlaceId at, std::string_view operation);
  void yield(TimeNs t, CoroutineId co, PlaceId at);
  void emit(TimeNs t, CoroutineId co, EmitHow how, ObjectId on, std::int64_t waiters, PlaceId at,
            bool stored);
  void take(TimeNs t, CoroutineId co, ObjectId on, PlaceId at);
  void wake(TimeNs t, CoroutineId co, CoroutineId by, ObjectId on);
  void cancel(TimeNs t, CoroutineId co, CoroutineId by);
  void lock(TimeNs t, CoroutineId co, ObjectId on, PlaceId at);
  void unlock(TimeNs t, CoroutineId co, ObjectId on, PlaceId at);
  void fulfill(TimeNs t, CoroutineId co, ObjectId on, PlaceId at);
  void pick(TimeNs t, std::span<const CoroutineId> of, CoroutineId took);
  void note(TimeNs t, CoroutineId co, std::string_view text, PlaceId at);
  void print(TimeNs t, CoroutineId co, std::string_view text);
  /// `what` is "datagram", "stream" or "listen"; the address may be empty.
  void open(TimeNs t, CoroutineId co, ObjectId on, std::string_view what, std::string_view address);
  void close(TimeNs t, CoroutineId co, ObjectId on, std::string_view what, std::string_view address);
  enum class MessageKind : std::uint8_t { kSend, kDeliver };
  /// `peer` is to whom it goes or from whom it came, empty when the socket says it.
  void message(MessageKind kind, TimeNs t, CoroutineId co, ObjectId on, MessageId id, std::int64_t bytes,
               std::string_view peer);
  /// It comes after the line of its `send`, whenever that is: a network may lose a message before its sender
  /// says that it was sent. Messages are numbered in the order in which they are sent.
  void drop(TimeNs t, MessageId id, std::int64_t bytes, std::string_view why);
  /// The messages up to this one were sent before the recording began.
  void set_last_sent(MessageId id) { last_sent_ = id; }
  void fault(TimeNs t, const TraceFault& fault);
  void signal(TimeNs t, std::string_view name);
  /// `what` is "start" (`name` is the program), "exit" (`number` is its status) or "signal" (`name` killed
  /// it).
  void process(TimeNs t, std::int64_t pid, std::string_view what, std::string_view name, std::int64_t number);
  void end(TimeNs t, CoroutineId co);
  void end_with_error(TimeNs t, CoroutineId co, std::string_view error, std::string_view traceback);
  void closed(TimeNs t, CoroutineId co, CoroutineId by);
  void lost(TimeNs t, CoroutineId co, std::span<const ObjectId> on);
  void stuck(TimeNs t, std::span<const CoroutineId> waiting, std::span<const CoroutineId> cycle,
             std::string_view why);
  void collect(TimeNs t, std::int64_t bytes_before, std::int64_t bytes_after);  // kind "gc", ours
  /// Writes `fin` and finishes the output. What is recorded afterwards is ignored.
  void finish(TimeNs t, std::int64_t waiting, std::int64_t suspended, std::int64_t errors);

  /// Lines with a `t` so far.
  std::int64_t events() const { return events_; }

  /// Where the recording stands, to go back to (the simulation's checkpoints).
  struct Position {
    std::int64_t events;
    std::uint64_t output;
    MessageId last_sent = 0;
  };
  Position position() const;
  /// Forgets all that was recorded after `position`. Only where `can_rewind`; elsewhere it is the end of the
  /// recording, and `problem` says so.
  void rewind(Position position);
  bool can_rewind() const;

  /// Empty when every line reached the output; otherwise what failed and how many lines are missing. To be
  /// shown to the user after `finish`.
  std::string problem() const;

  /// For outputs that keep the end only: true when the present segment is full. Then, before the next event,
  /// call begin_snapshot, say every definition and every living coroutine again (as for a header with
  /// from_middle, which need not be said), and call end_snapshot. Until then lines go to the full segment:
  /// none is lost. A snapshot that nobody asked for is harmless: its lines are ordinary ones.
  bool needs_snapshot() const;
  void begin_snapshot();
  void end_snapshot();

 private:
  template <typename Body>
  void write(std::size_t bound, bool is_event, Body body);
  void act_on(std::string_view begin, TimeNs t, CoroutineId co, ObjectId on, PlaceId at);
  void begin_line(TraceLine& line, std::string_view kind, TimeNs t, CoroutineId co,
                  ObjectId on) const noexcept;
  void socket(std::string_view kind, TimeNs t, CoroutineId co, ObjectId on, std::string_view what,
              std::string_view address);
  struct EarlyDrop {
    TimeNs t;
    MessageId id;
    std::int64_t bytes;
    std::string why;
  };
  void write_drop(const EarlyDrop& drop);
  void sent(MessageId id);
  void write_co(TraceLine& line, CoroutineId co) const noexcept;
  void write_header(bool from_middle);

  TraceOutput& output_;
  std::int64_t events_ = 0;
  std::int64_t missing_lines_ = 0;
  bool finished_ = false;
  HostId host_ = -1;
  std::int64_t pid_ = 0;
  MessageId last_sent_ = 0;
  std::vector<EarlyDrop> early_drops_;  // of messages after the last one
  TraceHeader header_;
};

}  // namespace coutil
