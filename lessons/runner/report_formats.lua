-- Results of checks in the formats of other tools. A result is { group =, name =, passed =, skipped = why or nil,
-- reason =, message =, place =, seed =, command =, seconds = }. It runs nothing.
local json = require "json"

local formats = {}

-- What went wrong, in a few lines of text.
local function details(result)
  local lines = { result.message }
  if result.place then lines[#lines + 1] = "at " .. result.place end
  if result.seed then lines[#lines + 1] = ("seed %d"):format(result.seed) end
  if result.command then lines[#lines + 1] = result.command end
  return table.concat(lines, "\n")
end

local entities = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["\n"] = "&#10;" }

-- XML has no place for most control characters.
local function xml(text)
  return (json.clean(text):gsub("[\0-\8\11-\31\127]", "?"):gsub("\u{FFFE}", "?"):gsub("\u{FFFF}", "?")
    :gsub('[&<>"\n]', entities))
end

local function sums(results)
  local sum = { tests = #results, failures = 0, skipped = 0, seconds = 0 }
  for _, result in ipairs(results) do
    if result.skipped then
      sum.skipped = sum.skipped + 1
    elseif not result.passed then
      sum.failures = sum.failures + 1
    end
    sum.seconds = sum.seconds + (result.seconds or 0)
  end
  return sum
end

-- Groups in the order in which they first come.
local function by_group(results)
  local groups, known = {}, {}
  for _, result in ipairs(results) do
    local group = known[result.group]
    if not group then
      group = { name = result.group }
      known[result.group] = group
      groups[#groups + 1] = group
    end
    group[#group + 1] = result
  end
  return groups
end

local function xml_case(out, result)
  out[#out + 1] = ('    <testcase classname="%s" name="%s" time="%.3f">'):format(xml(result.group), xml(result.name),
    result.seconds or 0)
  if result.skipped then
    out[#out + 1] = ('      <skipped message="%s"/>'):format(xml(result.skipped))
  elseif not result.passed then
    out[#out + 1] = ('      <failure message="%s" type="%s">%s</failure>'):format(xml(result.message), xml(result.reason),
      xml(details(result)))
  end
  out[#out + 1] = "    </testcase>"
end

function formats.junit(results)
  local all = sums(results)
  local out = {
    '<?xml version="1.0" encoding="UTF-8"?>',
    ('<testsuites name="coutil learn" tests="%d" failures="%d" errors="0" time="%.3f">'):format(all.tests, all.failures,
      all.seconds),
  }
  for _, group in ipairs(by_group(results)) do
    local sum = sums(group)
    out[#out + 1] = ('  <testsuite name="%s" tests="%d" failures="%d" errors="0" skipped="%d" time="%.3f">'):format(
      xml(group.name), sum.tests, sum.failures, sum.skipped, sum.seconds)
    for _, result in ipairs(group) do xml_case(out, result) end
    out[#out + 1] = "  </testsuite>"
  end
  out[#out + 1] = "</testsuites>"
  return table.concat(out, "\n") .. "\n"
end

-- One line; '#' would begin a directive.
local function tap_text(text)
  return (json.clean(text):gsub("%c", " "):gsub("\\", "\\\\"):gsub("#", "\\#"))
end

function formats.tap(results)
  local out = { "TAP version 13", ("1..%d"):format(#results) }
  for i, result in ipairs(results) do
    local name = result.group == "lessons" and result.name or result.group .. ": " .. result.name
    if result.skipped then
      out[#out + 1] = ("ok %d - %s # SKIP %s"):format(i, tap_text(name), tap_text(result.skipped))
    else
      out[#out + 1] = ("%s %d - %s"):format(result.passed and "ok" or "not ok", i, tap_text(name))
    end
    if not result.passed and not result.skipped then
      for line in (result.reason .. ": " .. details(result) .. "\n"):gmatch("([^\n]*)\n") do
        out[#out + 1] = "# " .. json.clean(line):gsub("%c", " ")
      end
    end
  end
  return table.concat(out, "\n") .. "\n"
end

-- A point a lesson; see Gradescope's autograder specification, results.json.
function formats.gradescope(results)
  local tests, score = json.new_list(), 0
  for i, result in ipairs(results) do
    local points = result.passed and 1 or 0
    score = score + points
    tests[i] = {
      name = result.group == "lessons" and result.name or result.group .. ": " .. result.name, number = ("%d"):format(i),
      score = points, max_score = 1, status = result.passed and "passed" or "failed", visibility = "visible",
      name_format = "text", output_format = "text",
      output = result.skipped or result.passed and "passed" or result.reason .. ": " .. details(result),
    }
  end
  return json.encode {
    score = score, visibility = "visible", stdout_visibility = "visible", tests = tests,
    execution_time = math.ceil(sums(results).seconds),
    output = ("%d of %d lessons passed"):format(score, #results), output_format = "text",
  }
end

function formats.json(results)
  local all, list = sums(results), json.new_list()
  for i, result in ipairs(results) do
    list[i] = {
      group = result.group, name = result.name, passed = result.passed or false, skipped = result.skipped,
      reason = result.reason, message = result.message, place = result.place, seed = result.seed,
      command = result.command, seconds = result.seconds or 0,
    }
  end
  return json.encode { passed = all.tests - all.failures - all.skipped, failed = all.failures, skipped = all.skipped,
    results = list }
end

-- For spreadsheets: a field that begins like a formula is no formula.
function formats.csv(results)
  local function field(text)
    text = json.clean(tostring(text or "")):gsub("%c", " ")
    if text:match("^[=+@-]") then text = "'" .. text end
    return '"' .. text:gsub('"', '""') .. '"'
  end
  local out = { '"who","lesson","result","reason","place","seed","message"' }
  for _, result in ipairs(results) do
    local state = result.passed and "passed" or result.skipped and "missing" or "failed"
    out[#out + 1] = table.concat({ field(result.group), field(result.name), field(state), field(result.reason),
      field(result.place), field(result.seed), field(result.message or result.skipped) }, ",")
  end
  return table.concat(out, "\n") .. "\n"
end

return formats
