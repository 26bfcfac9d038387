-- `coutil learn watch`: checks at every save, and says what changed in the timeline.
local system = require "system"
local course = require "course"
local fence = require "fence"
local place = require "place"
local progress = require "progress"
local screen = require "screen"
local check_command = require "check_command"
local verdict_text = require "verdict_text"
local watching = require "watching"

-- A trace without what a line more or less in the source changes; harnesses note lines as "@12" and "at line 12".
local function without_places(trace)
  return (trace:gsub('"digest":"[^"]*"', ""):gsub('("e":"place"[^\n]-"line":)%d+', "%1"):gsub("%.lua:%d+", ".lua")
    :gsub("at line %d+", "at line"):gsub("@%d+", "@"))
end

-- Its lines before the event that comes after so many.
local function up_to_event(trace, count)
  local at = 1
  while true do
    local stop = trace:find("\n", at, true)
    if not stop then return trace end
    if trace:find('^{"e":"%a+","t":', at) then
      if count == 0 then return trace:sub(1, at - 1) end
      count = count - 1
    end
    at = stop + 1
  end
end

-- What the event says that comes after so many.
local function describe(trace, events)
  local change = system.divergence(trace, up_to_event(trace, events))
  return change and change.first or "the run ends"
end

-- In what the two events differ that come after so many: "bytes", and its two values.
local function difference(before, now, events)
  local function event_of(trace)
    local after = up_to_event(trace, events)
    return system.json_decode(trace:match("([^\n]*)", #after + 1)) or {}
  end
  local old, new = event_of(before), event_of(now)
  local keys = {}
  for key in pairs(old) do keys[#keys + 1] = key end
  table.sort(keys)
  for _, key in ipairs(keys) do
    if type(old[key]) ~= "table" and old[key] ~= new[key] then return key, tostring(old[key]), tostring(new[key]) end
  end
end

-- Where the run goes another way than that of the same seed at the check before. Both are traces.
local function show_change(before, now, seed)
  if not before then return end
  local change = system.divergence(without_places(before), without_places(now))
  if not change then
    io.write("\n  The timeline is the same as before.\n")
    return
  end
  io.write("\n", screen.paint("bold", ("  What changed, after %d equal events (seed %d):"):format(change.events, seed)), "\n")
  local old, new = describe(before, change.events), describe(now, change.events)
  if old == new then
    local key, value, other = difference(without_places(before), without_places(now), change.events)
    if key then old, new = ("%s (%s: %s)"):format(old, key, value), ("%s (%s: %s)"):format(new, key, other) end
  end
  screen.say(old, "    before: ", "            ")
  screen.say(new, "    now:    ", "            ")
end

-- The traces of a check by their seeds.
local function traces_of(verdict, done)
  local traces = {}
  for seed, run in pairs(done) do traces[seed] = run.result.trace end
  if verdict.run then traces[verdict.run.seed] = verdict.run.result.trace end
  return traces
end

local function show(lesson, folder, verdict, passed_before)
  if not verdict.passed then return verdict_text.failure(lesson, folder, verdict) end
  io.write(("%s %s: passed with %d seeds\n"):format(verdict_text.mark(true), screen.paint("bold", lesson.name),
    verdict.seeds))
  if not passed_before then screen.tell(lesson.takeaway, "  ") end
end

local function run(words, options)
  local lesson = course.load(words[1])
  local folder = place.started(lesson, options)
  progress.load(place.dir(options))
  fence.note()
  local checks, passed, before, stamp = 0, false, {}, nil
  while not options.checks or checks < options.checks do
    local saved = watching.look(folder, lesson.exercise, stamp)
    if saved then
      stamp = saved
      if screen.is_terminal then io.write("\27[2J\27[H") end
      local began = system.now()
      local verdict, done = check_command.check(lesson, folder, options.seeds)
      local seconds = system.now() - began
      check_command.keep(options, lesson, verdict)
      show(lesson, folder, verdict, passed)
      passed = verdict.passed
      local run = verdict.run
      if run then
        show_change(before[run.seed], run.result.trace, run.seed)
        local lanes = screen.lanes(run.result.trace, lesson.lanes or 8)
        if lanes then io.write("\n", lanes) end
        before = traces_of(verdict, done)
      end
      io.write(screen.paint("dim", ("\n%.2f s; waiting for the next save (Ctrl-C ends)"):format(seconds)), "\n")
      io.stdout:flush()
      checks = checks + 1
    end
  end
  return passed and 0 or 1
end

return {
  run = run, least = 1, most = 1, options = { dir = "text", seeds = "number", checks = "number" },
  help = "  --seeds N    how many runs a check has\n  --checks N   end after so many checks\n"
    .. "  --dir D      the folder of your lessons\n",
}
