-- What the checks of many lessons ask of a run: what the lesson's own files noted, and where in the exercise somebody
-- was last. It knows no lesson.
local facts = {}

local kLineNote = "^(%S+) is at line (%d+)$"

-- The notes of the lesson's fixed files, in order; the exercise can write notes, too. Without those of line_of.
function facts.notes(run)
  local list = {}
  for _, note in ipairs(run:notes()) do
    if note.is_lesson and not note.text:find(kLineNote) then list[#list + 1] = note end
  end
  return list
end

-- How many of them are such a text.
function facts.count(run, text)
  local count = 0
  for _, note in ipairs(facts.notes(run)) do
    if note.text == text then count = count + 1 end
  end
  return count
end

-- The line in which a function of the exercise begins, as guard.lua noted it.
function facts.line_of(run, name)
  for _, note in ipairs(run:notes()) do
    local function_name, line = note.text:match(kLineNote)
    if note.is_lesson and function_name == name then return tonumber(line) end
  end
end

-- What the coroutine waited for at that point of the run: its last await or yield before.
function facts.waits_at(run, co, index)
  return run:last { co = co, to = index, e = function(e) return e == "await" or e == "yield" end }
end

local lines_of = setmetatable({}, { __mode = "k" })

-- By coroutine, and under "any" for all of them: the events that have a line in the exercise, in order.
local function lines(run)
  local known = lines_of[run]
  if known then return known end
  known = { any = {} }
  for _, event in ipairs(run.events) do
    if run:line(event) then
      table.insert(known.any, event)
      if event.co then
        known[event.co] = known[event.co] or {}
        table.insert(known[event.co], event)
      end
    end
  end
  lines_of[run] = known
  return known
end

-- The last event up to `event` (nil: up to the end) of its coroutine that has a line in the exercise, else `event`.
-- With `co`: of that coroutine; with "any": of whomever.
function facts.where(run, event, co)
  local list = lines(run)[co or event and event.co or "any"] or {}
  local first, last = 0, #list -- the place that we look for is one of these, or 0 if there is none
  while event and first < last do
    local middle = (first + last + 1) // 2
    if list[middle].index <= event.index then
      first = middle
    else
      last = middle - 1
    end
  end
  return list[event and first or last] or event
end

-- Nanoseconds as a text.
function facts.in_ms(time) return (("%.1f ms"):format(time / 1e6):gsub("%.0 ms$", " ms")) end

-- The line of the exercise that an error came from, as it ended a coroutine; nil when it says none.
function facts.line_of_error(ended)
  local text = tostring(ended.error) .. "\n" .. (ended.traceback or "")
  return math.tointeger(tonumber(text:match "%f[%w_]exercise%.lua:(%d+)"))
end

-- An error that ended one of the lesson's coroutines but was swallowed by a coroutine.resume of the exercise.
function facts.expect_no_error(run, name)
  local ended = run:first { e = "end", co = name, error = function(message) return message ~= nil end }
  if not ended then return end
  local line = facts.line_of_error(ended)
  run:fail("error", ("%s ended with an error: %s"):format(name, ended.error), line and ended or facts.where(run, ended), line)
end

return facts
