-- An error ends a coroutine, and who waits for its work is not told. The check reads the fate of each page, and what
-- the reader heard of it, from the harness's notes.
local facts = require "lesson_facts"

-- Returns by page: { fate, fetched = list of notes, text, problem }, and the notes of the reader.
local function read_notes(run)
  local pages, reader = {}, {}
  local first_line = facts.line_of(run, "fetch_all")
  for i = 1, 5 do pages[i] = { name = "page " .. i, fetched = {} } end
  for _, note in ipairs(facts.notes(run)) do
    local number, what = note.text:match "^page (%d): (.*)$"
    local page = pages[tonumber(number)]
    if not page then
      table.insert(reader, note)
    elseif what:find "^fetched" then
      table.insert(page.fetched, { t = note.t, index = note.event.index, line = tonumber(what:match "@(%d+)") or first_line })
    elseif what:find "^text " then
      page.text, page.problem = what:match "^text (.*); error (.*)$"
    else
      page.fate, page.ended, page.ended_at = what, note.t, note.event.index
    end
  end
  return pages, reader
end

-- A handler that raises an error says nothing of its own.
local function check_handlers(run)
  for _, co in ipairs(run:coroutines()) do
    run:expect(not co.error or not co.error:find("error in error handling", 1, true), "handler-failed",
      ("The handler of %s raised an error itself. A handler of an error runs there where the error was raised, and can't "
      .. "suspend."):format(run:name(co.id)), co.ended and facts.where(run, co.ended, "any"))
  end
end

-- When the last page came or failed: its note's index, and the time.
local function last_end(pages)
  local index, t = -1, 0
  for _, page in ipairs(pages) do
    if page.ended_at and page.ended_at > index then index, t = page.ended_at, page.ended end
  end
  return index, t
end

-- fetch_all did not come back.
local function fail_waiting(run, pages)
  local wait = run:last { e = function(e) return e == "await" or e == "yield" end, co = "reader" }
  check_handlers(run)
  for _, co in ipairs(run:coroutines()) do
    if co.error then
      run:fail("silent-death", ("'%s' died of an error (%s), and nobody told the reader, who waits for it forever. An error "
        .. "ends its coroutine then and there: what comes after the call is not done any more."):format(run:name(co.id),
        co.error), facts.line_of_error(co.ended) or wait)
    end
  end
  for _, page in ipairs(pages) do
    run:expect(#page.fetched > 0, "not-fetched", ("%s was never fetched, and the reader waits."):format(page.name), wait)
  end
  local index, t = last_end(pages)
  run:expect(not wait or wait.index < index, "lost-wake-up", ("All pages had come or failed at %s, and then fetch_all began "
    .. "to wait: nobody wakes it any more. Look before you wait."):format(facts.in_ms(t)), wait)
  run:fail("nobody-told", "All pages came or failed, and no coroutine died, but fetch_all waits on: a page that fails has to "
    .. "be counted, too, and the last one has to wake who waits.", wait)
end

local function check_page(run, page, began)
  local what = ("%s %s"):format(page.name, page.fate == "well" and "came" or "failed (" .. tostring(page.fate) .. ")")
  local fetched = page.fetched[1]
  run:expect(fetched, "not-fetched", ("%s was never fetched."):format(page.name))
  run:expect(#page.fetched == 1, "fetched-again", ("%s was fetched %d times; once is asked for."):format(page.name,
    #page.fetched), page.fetched[2] and page.fetched[2].line)
  run:expect(fetched.t == began, "one-after-the-other", ("%s was begun %.0f ms after the first one: they are to be fetched "
    .. "at the same time, not one after the other."):format(page.name, (fetched.t - began) / 1000000), fetched.line)
  if page.fate == "well" then
    run:expect(page.text == "text of " .. page.name, "not-reported", ("%s, but texts['%s'] is %s.")
      :format(what, page.name, page.text), fetched.line)
    run:expect(page.problem == "nil", "wrong-report", ("%s, but errors['%s'] is %s."):format(what, page.name,
      page.problem), fetched.line)
  else
    run:expect(page.text == "nil", "wrong-report", ("%s, but texts['%s'] is %s: a failure looks like a success.")
      :format(what, page.name, page.text), fetched.line)
    run:expect(page.problem ~= "nil", "not-reported", ("%s, but errors['%s'] is nil: nobody will know.")
      :format(what, page.name), fetched.line)
    run:expect(page.problem:find(page.fate, 1, true), "message-lost", ("%s, but errors['%s'] is '%s', which does not say why.")
      :format(what, page.name, page.problem), fetched.line)
  end
end

local lesson = {
  title = "Silent death",
  goal = "an error ends a coroutine; say who is to know",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  allow = { error = true },
  failure = "silent-death",
  predict = {
    {
      question = "demo.lua: a coroutine prints A and raises an error. The main program, which resumed it, prints B. What "
        .. "happens?",
      program = "demo.lua",
      seed = 1,
      choices = { "A, and the program ends with an error message", "A, an error message, and B",
        "A and B, and no word of the error" },
      answer = function(run)
        if run.output[2] ~= "B" then return 1 end
        return run.exit == 0 and 3 or 2
      end,
      why = "coroutine.resume returns false and the message, and nobody looked. The error is in the trace (the lane ends in "
        .. "a cross), but no one else knows.",
    },
  },
  hints = {
    "Which lanes end in an error? Which line of work() did they not come to any more?",
    "Counting has to happen however fetch ends. spawn.trap calls its handler in both cases; or use pcall around fetch.",
    "spawn.trap(function(ok, result)\n  if ok then texts[page] = result else errors[page] = result end\n"
      .. "  missing = missing - 1\n  if missing == 0 then event.emitone(texts) end\nend, fetch, page)",
  },
  takeaway = "A coroutine that dies tells only who resumed it. Whenever you begin one, say what its end means for the others: "
    .. "spawn.trap for both ends, spawn.catch for errors.",
}

function lesson.check(run)
  local pages, reader = read_notes(run)
  local began, ended = reader[1], reader[2]
  run:expect(began, "cut-short", "The run ended before fetch_all was called.")
  if not ended then return fail_waiting(run, pages) end
  local escaped = ended.text:match "^failed (.*)$"
  run:expect(not escaped or escaped:find "no such page" or escaped:find "connection lost", "error",
    ("fetch_all itself raised an error: %s"):format(escaped), escaped and facts.line_of_error { error = escaped })
  run:expect(not escaped, "one-fails-all", ("fetch_all itself raised an error (%s): a page that can't be had must not keep "
    .. "the others from the reader."):format(escaped), pages[1].fetched[1] and pages[1].fetched[1].line)
  check_handlers(run)
  for _, page in ipairs(pages) do
    if #page.fetched > 0 and (not page.ended or page.ended > ended.t) then
      run:fail("too-early", ("fetch_all returned before %s had come or failed."):format(page.name), page.fetched[1].line)
    end
    check_page(run, page, began.t)
  end
  local _, last = last_end(pages)
  run:expect(ended.t == last, "too-late", ("All pages had come or failed at %s, but fetch_all returned at %s. The last one "
    .. "is to wake it, at once."):format(facts.in_ms(last), facts.in_ms(ended.t)), facts.waits_at(run, began.co, ended.event.index))
  for _, co in ipairs(run:coroutines()) do
    run:expect(not co.error, "not-caught", ("'%s' died of an error that nobody caught: %s"):format(run:name(co.id),
      tostring(co.error)), co.ended and facts.line_of_error(co.ended))
  end
end

return lesson
