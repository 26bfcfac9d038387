// Fills a model from the lines of a trace, one after the other: gives ids their indices and notes what
// contradicts the format. Knows one line at a time and what came before it; knows nothing of files and of
// JSON's syntax.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tracer/id_table.h"
#include "tracer/line_scanner.h"
#include "tracer/trace_line.h"
#include "tracer/trace_model.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {

// Names are shown in terminals and windows: no control characters in them.
std::string printable_name(std::string_view text);

class TraceBuilder {
 public:
  TraceBuilder(std::string path, std::shared_ptr<const MappedFile> file, const ReadOptions& options);

  void reserve(size_t rows);
  void set_header(Header header) { model_.header_ = std::move(header); }
  void set_torn_bytes(uint64_t bytes) { model_.torn_bytes_ = bytes; }

  // A line that was taken apart; `number` counts from 1, `text` lies in the mapped file.
  void add(const TraceLine& line, uint64_t number, std::string_view text);

  // The same for a line that the scanner took apart.
  void add(const EventRecord& record, const ScannedChunk& chunk, uint64_t number);

  // The model being built, for who follows it row by row; its names and programs are settled by the next two.
  const TraceModel& building() const { return model_; }
  // The mapping of a file that grew; what was read before is in it, too.
  void set_file(std::shared_ptr<const MappedFile> file) { model_.file_ = std::move(file); }
  // The model as it is now; it stays as it is while lines are added.
  TraceModel snapshot() const;
  // The model, for good: nothing can be added afterwards.
  TraceModel finish();

 private:
  // What goes into the columns.
  struct Row {
    Kind kind;
    uint8_t flags = 0;
    uint32_t coroutine = kNone, cause = kNone, object = kNone;
  };
  void add_event(const TraceLine& line, std::string_view text);
  void add_row(Row& row, int64_t line_time_ns, std::string_view text);
  void add_place(const TraceLine& line);
  void add_object(const TraceLine& line);
  void add_host(const TraceLine& line, std::string_view text);
  void add_name(const TraceLine& line);
  void add_fin(const TraceLine& line);
  void keep_offset(std::string_view text);
  int64_t rising_time(int64_t time_ns);
  bool has_what_it_needs(const TraceLine& line);

  uint32_t spawned(const TraceLine& line, uint32_t place, uint32_t by);
  uint32_t program_of(const TraceLine& line, uint32_t coroutine, uint32_t host);
  void begin_program(uint32_t program, uint32_t host);
  void end_programs(const TraceLine& line);
  uint32_t coroutine_of(int64_t id);
  uint32_t cause_of(int64_t id);
  uint32_t place_of(int64_t id);
  uint32_t object_of(int64_t id);
  uint32_t host_of(int64_t id);
  uint32_t objects_of(const TraceLine& line);
  uint32_t object_list(const ScannedChunk& chunk, int32_t begin);
  static uint8_t flags(Kind kind, Mode mode, bool stored, unsigned detail);
  static uint8_t flags_of(const TraceLine& line);
  uint32_t pack(int64_t number);
  void keep_amount(const TraceLine& line, Row& row);
  void keep_amount(uint32_t value);
  void keep_waiters(int64_t waiters, Row& row);
  uint32_t cause_of(const TraceLine& line, uint32_t by, uint32_t place);
  uint32_t new_coroutine(int64_t id);
  void join_program(uint32_t coroutine, uint32_t program);

  void complain(const std::string& sentence);  // throws, unless defects are kept
  void note(const std::string& sentence);      // a defect that reading can pass over
  void note_after_fin();
  static void settle(TraceModel& model);
  static void mark_shared_names(TraceModel& model);

  TraceModel model_;
  ReadOptions options_;
  LineParser look_up_;
  uint64_t number_ = 0;
  int64_t last_time_ns_ = 0;
  int64_t shown_time_ns_ = 0;  // of the last row
  std::vector<bool> pauses_;   // by object: a timer or a turn
  IdTable coroutine_ids_, object_ids_, place_ids_, host_ids_;
  struct HostPrograms {
    uint32_t first = kNone;
    std::vector<uint32_t> running;
  };
  std::vector<HostPrograms> host_programs_;  // by host
  std::vector<bool> program_ended_;          // by program; shorter than there are programs: false
};

}  // namespace coutil::tracer
