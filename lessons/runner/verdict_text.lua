-- A verdict in words for the terminal.
local system = require "system"
local files = require "files"
local screen = require "screen"

local verdict_text = {}

local kShownLines = 2

-- The source around a line of a file.
local function source_lines(path, line)
  local text = files.read(path)
  if not text then return end
  local number = 0
  for source in (text:gsub("\n$", "") .. "\n"):gmatch("([^\n]*)\n") do
    number = number + 1
    if math.abs(number - line) <= kShownLines and (number ~= line or source ~= "") then
      local mark = number == line and ">" or " "
      local shown = ("%s %4d  %s"):format(mark, number, source)
      if not utf8.len(shown) then shown = shown:gsub("[\128-\255]", "?") end
      shown = shown:gsub("%c", " ")
      if utf8.len(shown) > screen.width - 3 then shown = shown:sub(1, utf8.offset(shown, screen.width - 5) - 1) .. " ..." end
      io.write("  ", number == line and screen.paint("bold", shown) or screen.paint("dim", shown), "\n")
    end
  end
end

function verdict_text.mark(passed)
  if passed then return screen.paint("green", screen.is_utf8 and "✓" or "ok") end
  return screen.paint("red", screen.is_utf8 and "✗" or "not ok")
end

-- The failure: where, what, and how to see it again.
function verdict_text.failure(lesson, folder, verdict)
  io.write(("%s %s: %s"):format(verdict_text.mark(false), screen.paint("bold", lesson.name),
    screen.paint("red", verdict.reason)))
  if verdict.place then io.write(" at ", verdict.place) end
  if verdict.seed then io.write((" (seed %d)"):format(verdict.seed)) end
  io.write("\n\n")
  -- What a program says may be long, and hold anything.
  local message = verdict.message:gsub("[\0-\8\11-\31\127]", "?")
  if #message > 2000 then message = message:sub(1, utf8.offset(message, 0, 2000) - 1) .. " ..." end
  screen.say(message, "  ")
  if verdict.line then
    io.write("\n")
    source_lines(files.join(folder, lesson.exercise), verdict.line)
  end
  if verdict.command then
    io.write("\n  See it again:\n    ", verdict.command, "\n")
    if verdict.run then
      io.write("  and look at it:\n    ",
        ("%s trace view %s-%d.jsonl"):format(system.command, lesson.name, verdict.seed), "\n")
    end
  end
end

return verdict_text
