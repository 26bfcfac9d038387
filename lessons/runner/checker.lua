-- Runs a lesson's program with many seeds and asks the lesson's check about each: the verdict is the first failure of
-- the lowest seed, or that all is well. It prints nothing.
local system = require "system"
local files = require "files"
local course = require "course"
local run_facts = require "run_facts"

local checker = {}

local kInstructionsPerSecond = 20000000
local kMebibyte = 1048576
local kMostCheckSeconds = system.is_slow and 100 or 10

-- What of a run the lesson says, in `folder`. `question`: a prediction's own program, seed and options.
function checker.request(lesson, folder, seed, question)
  local options = question and question.options or lesson.options
  local limits = lesson.limits
  local cpu_s = limits.cpu_s or 2
  return {
    lesson_files = lesson.fixed,
    script = files.join(folder, question and question.program or lesson.program),
    scenario = options.scenario and files.join(folder, options.scenario) or nil,
    choices = options.choices or "fifo",
    seed = seed,
    cpu_cost_ns = options.cpu_cost,
    arguments = options.args,
    instructions = math.floor(cpu_s * kInstructionsPerSecond),
    events = limits.events or 100000,
    trace_bytes = (limits.output_mib or 16) * kMebibyte,
    memory_bytes = (limits.memory_mib or 128) * kMebibyte,
    cpu_seconds = math.ceil(cpu_s * (system.is_slow and 10 or 1)),
  }
end

-- The command that does the same run; the same bytes of trace.
function checker.command(lesson, run)
  local request = run.request
  local words = { system.command, "run", "--backend", "sim", "--seed",
    ("%d"):format(request.seed) }
  local function add(...)
    for _, word in ipairs { ... } do words[#words + 1] = tostring(word) end
  end
  if request.choices ~= "fifo" then add("--choices", request.choices) end
  if request.cpu_cost_ns and request.cpu_cost_ns > 0 then add("--cpu-cost", request.cpu_cost_ns) end
  if request.scenario then add("--scenario", request.scenario) end
  if run.ended == "time" then add("--max-instructions", request.instructions) end
  if run.ended == "events" then add("--max-events", request.events) end
  if run.ended == "output" then add("--max-trace", request.trace_bytes) end
  if run.ended == "memory" then add("--max-memory", request.memory_bytes) end
  if run.confined_mattered then add("--confined") end
  add("--trace", ("%s-%d.jsonl"):format(lesson.name, request.seed), request.script)
  for _, argument in ipairs(request.arguments or {}) do add(argument) end
  for i, word in ipairs(words) do words[i] = files.quote(word) end
  return table.concat(words, " ")
end

-- The line of a file that a message or traceback names first.
local function line_in(text, file)
  local line = text and text:match("%f[%w_]" .. file:gsub("%p", "%%%0") .. ":(%d+)")
  return line and math.tointeger(tonumber(line))
end

local function fail(reason, message, event, line)
  error({ reason = reason, message = message, event = event, line = line }, 0)
end

-- Of all that coutil said on standard error, for who wants to know more.
local function first_error(run)
  local errors = run:errors()
  return errors[#errors] and (errors[1].co ~= 0 and errors[1] or errors[#errors]) or nil
end

-- Where nobody waits for anything but his turn, time stands still.
local function about_turns(run)
  local turns, others = 0, 0
  for _, event in ipairs(run:select { e = "await" }) do
    local object = run:object(event.on[1])
    if object and object.kind == "turn" then turns = turns + 1 else others = others + 1 end
  end
  if turns <= 100 * (others + 1) then return "" end
  return " If you wait in a loop of system.pause(): no time passes there in the simulation, so what you wait for never comes."
end

-- The last thing that is known to have been done at a line.
local function last_placed(run)
  return run:last { at = function(at) return at ~= nil end }
end

local function judge_stop(run, lesson)
  local where = run.result.where
  local at = where ~= "" and " at " .. where or ""
  local line = line_in(where, lesson.exercise)
  if run.ended == "time" then
    fail("endless", ("it was still running%s after a long time: a loop that never ends, or that never lets others run.%s")
      :format(at, about_turns(run)), where == "" and last_placed(run) or nil, line)
  elseif run.ended == "events" then
    fail("events", ("it was stopped after %d events: something goes on for ever.%s"):format(run.request.events,
      about_turns(run)),
      last_placed(run), line)
  elseif run.ended == "output" then
    local printed = 0
    for _, print in ipairs(run.prints) do printed = printed + #print.text + 1 end
    if printed < run.request.trace_bytes // 4 then
      fail("output", ("it was stopped: its trace is longer than %d MiB: something goes on for ever."):format(
        run.request.trace_bytes // kMebibyte), last_placed(run), line)
    end
    fail("output", "it was stopped: it prints and prints, more than anybody can read.",
      run:last { e = "print" }, line)
  elseif run.ended == "killed" then
    fail("killed", ("the system ended it (signal %d)."):format(run.result.signal), nil, line)
  end
end

local function judge_error(run, lesson)
  local found = first_error(run)
  local message = found and found.message or run.result.problem
  if message == "" then message = run.result.messages end
  if message:find("not enough memory", 1, true) then
    run.ended = "memory"
    fail("memory", ("not enough memory: it wants more than the %d MiB that it may have."):format(
      run.request.memory_bytes // kMebibyte), found and found.event or last_placed(run), line_in(message, lesson.exercise))
  end
  local line = line_in(message, lesson.exercise) or (found and line_in(found.traceback, lesson.exercise))
  if message:find("is refused", 1, true) or message:find("are refused", 1, true) then
    run.confined_mattered = message:find("under limits", 1, true) ~= nil
    -- An exercise has the simulation and nothing else.
    message = message:gsub(",? or use the real backend %b()", ""):gsub("; use the real backend %b()", "")
    fail("forbidden", message, found and found.event, line)
  end
  if lesson.allow.error then return end
  if message == "" then fail("ended", ("it ended with exit code %d before it was done."):format(run.exit), last_placed(run)) end
  local who = found and found.co ~= 0 and (" in " .. run:name(found.co)) or ""
  fail("error", ("an error%s that nobody caught: %s"):format(who, message), found and found.event, line)
end

-- What fails whatever the lesson is about. Raises as run:fail does.
local function judge_end(run, lesson)
  local result = run.result
  if not result.finished and result.signal == 0 then
    fail(result.problem:find("%.lua:%d+:") and "syntax-error" or "not-run", result.problem, nil,
      line_in(result.problem, lesson.exercise))
  end
  judge_stop(run, lesson)
  if run.ended == "error" then judge_error(run, lesson) end
  if run.ended == "stuck" and not lesson.allow.stuck then
    local stuck = run.stuck[1]
    local who = stuck and ((stuck.cycle or {})[1] or (stuck.waiting or {})[1])
    fail("deadlock", stuck and stuck.why or "it got stuck", who and run:last { e = "await", co = who } or stuck)
  end
end

local function keep_error(raised)
  return type(raised) == "table" and raised or debug.traceback(raised, 2)
end

local function verdict_of(raised, lesson, run)
  if type(raised) ~= "table" or not raised.reason then
    raised = { reason = "check-error", message = "the lesson's own check failed: " .. tostring(raised) }
  end
  if math.type(raised.event) == "integer" then raised.line, raised.event = raised.event, nil end
  local place = run:place(raised.event)
  local line = raised.line or run:line(raised.event)
  return {
    passed = false, reason = raised.reason, message = raised.message, seed = run.seed, line = line,
    place = line and ("%s:%d"):format(lesson.exercise, line) or place, event = raised.event and raised.event.index,
    t = raised.event and raised.event.t, command = checker.command(lesson, run), run = run,
  }
end

-- A run may be as long as its limits allow, and a check slow on such a one.
local function call_check(check, argument)
  local ends = system.now() + kMostCheckSeconds
  debug.sethook(function()
    if system.now() > ends then error("the check took too long", 0) end
  end, "", 1000000)
  local well, raised = xpcall(check, keep_error, argument)
  debug.sethook()
  if not well then error(raised, 0) end
end

local function judge(run, lesson)
  judge_end(run, lesson)
  call_check(lesson.check, run)
end


-- A file that does not even compile: no run is needed. Also refuses what is no text.
local function syntax_verdict(lesson, folder)
  local path = files.join(folder, lesson.exercise)
  -- A pipe would be waited for.
  if system.kind(path, true) ~= "file" then
    return { passed = false, reason = "no-exercise", message = path .. " is no file" }
  end
  local text, why = files.read(path)
  if not text then return { passed = false, reason = "no-exercise", message = why } end
  if #text > kMebibyte then
    return { passed = false, reason = "too-long", message = "exercise.lua has more than a mebibyte" }
  end
  local chunk
  chunk, why = load(text:gsub("^#[^\n]*", ""), "@" .. lesson.exercise, "t")
  if not chunk then
    local line = line_in(why, lesson.exercise)
    local request = checker.request(lesson, folder, 1)
    return {
      passed = false, reason = "syntax-error", message = why:gsub("^" .. lesson.exercise .. ":%d+: ", ""), line = line,
      place = line and ("%s:%d"):format(lesson.exercise, line), seed = 1,
      command = checker.command(lesson, { request = request }),
    }
  end
end

-- Checks the exercise that lies in `folder` beside the lesson's fixed files, with the seeds 1 to `seeds`.
-- Returns { passed =, reason =, message =, line =, place =, seed =, command =, run = } and the runs that were made.
function checker.check(lesson, folder, seeds)
  seeds = seeds or lesson.seeds
  local verdict = syntax_verdict(lesson, folder)
  if verdict then return verdict, {} end
  local requests = {}
  for seed = 1, seeds do requests[seed] = checker.request(lesson, folder, seed) end
  local runs <close> = system.runs(requests, system.processors() + 1)
  local done = {}
  for seed = 1, seeds do
    local run = run_facts.new(runs:next(), requests[seed])
    local well, raised = xpcall(judge, keep_error, run, lesson)
    if not well then return verdict_of(raised, lesson, run), done end
    done[seed] = run
    -- A thousand runs need not be kept: only the first ones are asked about all together.
    if seed > lesson.seeds then done[seed] = nil end
  end
  if lesson.check_all then
    local well, raised = pcall(call_check, lesson.check_all, done)
    if not well then return verdict_of(raised, lesson, done[1]), done end
  end
  return { passed = true, seeds = seeds, run = done[1] }, done
end

-- One run, without a judgement.
function checker.run_once(lesson, folder, question)
  local request = checker.request(lesson, folder, question and question.seed or 1, question)
  local runs <close> = system.runs({ request }, 1)
  return run_facts.new(runs:next(), request)
end

-- A folder with the lesson's fixed files and `exercise` (a path; without one, the lesson's own) as the exercise: a
-- temporary one, which the caller removes, or the one that is given.
function checker.prepare(lesson, exercise, folder)
  folder = folder or assert(system.temporary_folder())
  files.make_folder(folder)
  local function copy(from, to)
    local text, why = files.read(from)
    if not text then error { say = why } end
    files.write(files.join(folder, to), text)
  end
  for _, name in ipairs(lesson.fixed) do copy(course.source(lesson, name), name) end
  copy(exercise or files.join(lesson.folder, lesson.exercise), lesson.exercise)
  return folder
end

-- A temporary one, and what removes it when it is closed.
function checker.temporary(lesson, exercise)
  local folder = checker.prepare(lesson, exercise)
  return folder, setmetatable({}, { __close = function() system.remove_tree(folder) end })
end

-- The verdict on one answer; in `kept`, a folder that stays, when it is given.
function checker.check_file(lesson, exercise, seeds, kept)
  if kept then return checker.check(lesson, checker.prepare(lesson, exercise, kept), seeds) end
  local folder, _ <close> = checker.temporary(lesson, exercise)
  local verdict, runs = checker.check(lesson, folder, seeds)
  return verdict, runs
end

return checker
