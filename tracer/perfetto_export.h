// A trace as Chrome trace events (JSON), which ui.perfetto.dev, chrome://tracing and speedscope open: a
// process for each host, a thread for each coroutine with a slice for each of its states, arrows from emit to
// wake and from send to deliver. Knows models and lanes, and that format.
//
// What is written, in the order of the trace's rows:
//   M          names of processes and threads, and their order
//   B E        states of a coroutine (cat "state"), and in a running one the stretches in which it resumes
//              another (cat "resume"); they nest like brackets on each thread
//   i          emits, notes, prints, errors, sockets, messages, faults (cat "event")
//   b e        mutexes held (cat "mutex"; id: the event of the lock)
//   s f        arrows (cat "wake" or "message"; id: the event at which the arrow ends)
// Times are microseconds with a fraction, or the number of the event where the axis is by order.
#pragma once

#include "tracer/export_output.h"
#include "tracer/export_selection.h"
#include "tracer/timeline_holds.h"
#include "tracer/timeline_nesting.h"

namespace coutil::tracer {

// Memory beside the model's: 8 bytes for each wake by an emit, 32 for each message. Throws ExportError.
void export_perfetto(const Lanes& lanes, const Holds& holds, const Nesting& nesting,
                     const ExportSelection& selection, Axis axis, ExportOutput& out);

}  // namespace coutil::tracer
