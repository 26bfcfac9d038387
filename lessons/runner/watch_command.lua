-- `coutil learn watch`: checks at every save, and says what changed in the timeline.
local system = require "system"
local files = require "files"
local course = require "course"
local place = require "place"
local progress = require "progress"
local screen = require "screen"
local check_command = require "check_command"
local verdict_text = require "verdict_text"

local kPause = 0.05

-- A text that differs when one of the folder's Lua files was saved.
local function stamp_of(folder)
  local parts = {}
  for _, name in ipairs(files.names(folder, ".lua")) do
    local kind, size, time = system.kind(files.join(folder, name), true)
    if kind then parts[#parts + 1] = ("%s %d %d"):format(name, size, time) end
  end
  return table.concat(parts, "\n")
end

-- Where the run goes another way than the one before.
local function show_change(before, now)
  if not before or not now then return end
  local change = system.divergence(before.result.trace, now.result.trace)
  if not change then
    io.write("\n  The timeline is the same as before.\n")
    return
  end
  io.write("\n", screen.paint("bold", ("  What changed, after %d equal events (seed %d):"):format(change.events, now.seed)), "\n")
  screen.say("before: " .. change.first, "    ", "            ")
  screen.say("now:    " .. change.second, "    ", "            ")
end

local function run(words, options)
  local lesson = course.load(words[1])
  local folder = place.started(lesson, options)
  progress.load(place.dir(options))
  local checks, shown = 0, nil
  local runs = {}
  local stamp
  while not options.checks or checks < options.checks do
    local now = stamp_of(folder)
    if now ~= stamp then
      stamp = now
      -- An editor may replace the file: for a moment it is not there.
      if files.exists(files.join(folder, lesson.exercise)) then
        if screen.is_terminal then io.write("\27[2J\27[H") end
        local began = system.now()
        local verdict = check_command.check(lesson, folder, options.seeds)
        local seconds = system.now() - began
        check_command.keep(options, lesson, verdict)
        if verdict.passed then
          io.write(("%s %s: passed with %d seeds\n"):format(verdict_text.mark(true), screen.paint("bold", lesson.name),
            verdict.seeds))
          if shown ~= "passed" then screen.say(lesson.takeaway, "  ") end
        else
          verdict_text.failure(lesson, folder, verdict)
        end
        shown = verdict.passed and "passed" or "failed"
        if verdict.run then
          show_change(runs.last, verdict.run)
          local lanes = screen.lanes(verdict.run.result.trace)
          if lanes then io.write("\n", lanes) end
          runs.last = verdict.run
        end
        io.write(screen.paint("dim", ("\n%.2f s; waiting for the next save (Ctrl-C ends)"):format(seconds)), "\n")
        io.stdout:flush()
        checks = checks + 1
      end
    else
      system.sleep(kPause)
    end
  end
  return shown == "passed" and 0 or 1
end

return {
  run = run, least = 1, most = 1, options = { dir = "text", seeds = "number", checks = "number" },
  help = "  --seeds N    how many runs a check has\n  --checks N   end after so many checks\n"
    .. "  --dir D      the folder of your lessons\n",
}
