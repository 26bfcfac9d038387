// A trace as a table for spreadsheets and scripts: one line an event, with names in the place of ids. Knows
// models and RFC 4180.
//
// The columns: event, line, t_ns, kind, host, co, coroutine, by, mode, objects ("a; b"), place, waiters,
// stored, operation, what, message, bytes, pid, text (of notes, prints, errors, faults, signals and stuck). A
// cell is empty where an event has no such thing; one with a comma, a quote or a line end in it stands in
// quotes.
#pragma once

#include "tracer/export_output.h"
#include "tracer/export_selection.h"

namespace coutil::tracer {

// Names longer than this many characters are cut.
inline constexpr size_t kLongestCsvName = 1000;

// Throws ExportError.
void export_csv(const Lanes& lanes, const ExportSelection& selection, ExportOutput& out);

}  // namespace coutil::tracer
