-- `coutil learn view`: the window with the learner's run, and beside it the lesson's text, the predictions and the
-- verdict; all of it anew at every save.
local system = require "system"
local files = require "files"
local json = require "json"
local course = require "course"
local checker = require "checker"
local place = require "place"
local progress = require "progress"
local screen = require "screen"
local watching = require "watching"
local check_command = require "check_command"


-- Lines of code; what stands in a column at their right goes below them, for the card is narrow.
local function narrow(code)
  local out, i = {}, 1
  while i <= #code do
    local last, left, words = screen.column_of(code, i)
    out[#out + 1] = left and left:gsub("%s+$", "") or code[i]
    if left then out[#out + 1] = left:match("^%s*") .. "  " .. words end
    i = last + 1
  end
  return out
end

-- Paragraphs in one line each, code for itself; of the marks of Markdown those of code only.
local function plain(text)
  local out, paragraph, code, in_code = {}, nil, {}, false
  local function flush()
    out[#out + 1], paragraph = paragraph, nil
    table.move(narrow(code), 1, #code * 2, #out + 1, out)
    code = {}
  end
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    if line:match("^```") then
      flush()
      in_code = not in_code
    elseif in_code or line:match("^    ") then
      if paragraph then flush() end
      code[#code + 1] = "    " .. line:gsub("^    ", "")
    elseif line == "" then
      flush()
      if out[#out] ~= "" then out[#out + 1] = "" end
    elseif line:match("^[-*] ") or line:match("^%d+%. ") then
      flush()
      paragraph = line
    else
      paragraph = paragraph and paragraph .. " " .. line:match("%S.*") or line
    end
  end
  flush()
  while out[#out] == "" do out[#out] = nil end
  if out[1] == "" then table.remove(out, 1) end
  return (table.concat(out, "\n"):gsub("%*%*(%w[^*\n]*)%*%*", "%1"):gsub("%f[*%w]%*(%w[^*\n]*)%*", "%1"))
end

-- What the predictions were, and what is so.
local function predictions_text(lesson, record)
  local out = {}
  for i, question in ipairs(lesson.predict) do
    local given = (record.predictions or {})[i]
    out[#out + 1] = question.question
    if given and question.choices[given.answer] then
      out[#out + 1] = ("You said: %s. %s"):format(question.choices[given.answer], given.right and "Right." or "Not so.")
      out[#out + 1] = question.why
    else
      for number, choice in ipairs(question.choices) do out[#out + 1] = ("    %d  %s"):format(number, choice) end
      out[#out + 1] = ("Predict: " .. system.command .. " learn start %s"):format(lesson.called)
    end
    out[#out + 1] = ""
  end
  return table.concat(out, "\n")
end

local function verdict_part(lesson, verdict)
  if verdict.passed then
    return { heading = ("Passed with %d seeds"):format(verdict.seeds), tone = "good", text = lesson.takeaway }
  end
  local where = (verdict.place or lesson.exercise) .. (verdict.seed and (", seed %d"):format(verdict.seed) or "")
    .. (verdict.event and (", event e%d"):format(verdict.event) or "")
  return { heading = verdict.reason, tone = "bad", text = where .. "\n\n" .. verdict.message }
end

local function card(lesson, record, verdict)
  local text = files.read(files.join(lesson.folder, "lesson.md")) or ""
  local at = text:find("\n## Exercise", 1, true) or #text
  local body = text:sub(1, at):gsub("^#[^\n]*\n", "")
  local exercise = text:sub(at + 1):gsub("^##[^\n]*\n", "")
  local parts = {
    verdict_part(lesson, verdict),
    { heading = "Exercise", text = plain(exercise) },
    { heading = "What to know", text = plain(body) },
    { heading = #lesson.predict > 1 and "Predictions" or "Prediction", text = predictions_text(lesson, record) },
  }
  return json.encode { coutil_card = 1, title = lesson.title, parts = parts }
end

-- The run of the verdict; where nothing could be run, what was there stays.
local function write(lesson, folder, record, verdict, trace)
  if verdict.run then
    files.write(trace, verdict.run.result.trace)
  elseif not files.exists(trace) then
    local original, _ <close> = checker.temporary(lesson)
    files.write(trace, checker.run_once(lesson, original).result.trace)
  end
  files.write(trace .. ".card", card(lesson, record, verdict))
end

local function run(words, options)
  local lesson = course.load(words[1])
  local folder = place.started(lesson, options)
  local dir = place.dir(options)
  local trace = options.out or files.join(folder, lesson.name .. ".trace")
  local stamp, window
  repeat
    local saved = watching.look(folder, lesson.exercise, stamp)
    if saved then
      stamp = saved
      local verdict = check_command.check(lesson, folder, options.seeds)
      check_command.keep(options, lesson, verdict)
      write(lesson, folder, progress.of(progress.load(dir), lesson.name), verdict, trace)
      io.write(verdict.passed and "passed" or ("%s: %s"):format(verdict.reason, verdict.message), "\n")
      io.stdout:flush()
    end
    if not window and not options.once then
      local why
      window, why = system.open_window(trace)
      if not window then
        error { say = ("can't open the window: %s; %s learn watch does without"):format(why, system.command) }
      end
    end
  until options.once or not system.is_open(window)
  return 0
end

return {
  run = run, least = 1, most = 1, options = { dir = "text", seeds = "number", out = "text", once = "flag" },
  help = "  --dir D    the folder of your lessons\n  --seeds N  how many runs a check has\n"
    .. "  --out F    where the trace goes, and with .card at its end what the window says beside it\n"
    .. "  --once     writes both once and opens no window\n",
}
