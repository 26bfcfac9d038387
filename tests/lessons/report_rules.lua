-- Holds a JSON report against the rules of who reads it: report_rules.lua COUTIL FILE gradescope|json COUNT PASSED
-- The rules of Gradescope's results.json are those of its documentation ("Autograder Specifications").
-- A JSON reader of its own, so that what wrote the report does not also judge it.
local _, path, format, count, passed = arg[1], arg[2], arg[3], tonumber(arg[4]), tonumber(arg[5])
local text = assert(io.open(path, "rb")):read("a")
assert(utf8.len(text), "no UTF-8")

local at = 1
local function space() at = text:match("^[ \n\r\t]*()", at) end
local function expect(piece)
  space()
  assert(text:sub(at, at + #piece - 1) == piece, ("%s expected at byte %d"):format(piece, at))
  at = at + #piece
end
local function next_is(piece)
  space()
  return text:sub(at, at) == piece
end

local value
local function string_value()
  expect '"'
  local first = at
  while text:sub(at, at) ~= '"' do
    local c = text:sub(at, at)
    assert(c ~= "" and c:byte() >= 32, "a raw control character in a string")
    at = at + (c == "\\" and 2 or 1)
  end
  at = at + 1
  return text:sub(first, at - 2)
end
local function object_value()
  local object = {}
  expect "{"
  while not next_is "}" do
    local key = string_value()
    assert(object[key] == nil, "a key twice: " .. key)
    expect ":"
    object[key] = value()
    if not next_is "}" then expect "," end
  end
  expect "}"
  return object
end
local function list_value()
  local list = {}
  expect "["
  while not next_is "]" do
    list[#list + 1] = value()
    if not next_is "]" then expect "," end
  end
  expect "]"
  return list
end
function value()
  space()
  local c = text:sub(at, at)
  if c == "{" then return object_value() end
  if c == "[" then return list_value() end
  if c == '"' then return string_value() end
  local word, stop = text:match("^([%w.+-]+)()", at)
  at = assert(stop, "a value expected")
  if word == "true" then return true end
  if word == "false" then return false end
  return assert(tonumber(word), "no value: " .. tostring(word))
end

local report = value()
space()
assert(at == #text + 1, "something after the end")

local visibilities = { hidden = true, after_due_date = true, after_published = true, visible = true }
local text_formats = { text = true, html = true, simple_format = true, md = true, ansi = true }

local function gradescope()
  assert(type(report.score) == "number" and report.score == passed, "score")
  assert(math.type(report.execution_time) == "integer", "execution_time")
  assert(visibilities[report.visibility] and visibilities[report.stdout_visibility], "visibility")
  assert(type(report.output) == "string" and text_formats[report.output_format], "output")
  assert(#report.tests == count, "tests")
  local known = { score = "number", max_score = "number", status = "string", name = "string", name_format = "string",
    number = "string", output = "string", output_format = "string", visibility = "string" }
  for _, test in ipairs(report.tests) do
    for key, item in pairs(test) do assert(known[key] == type(item), "tests: " .. key) end
    assert(test.status == "passed" or test.status == "failed", "status")
    assert(visibilities[test.visibility] and text_formats[test.output_format] and text_formats[test.name_format])
    assert(test.score >= 0 and test.score <= test.max_score and #test.name > 0)
  end
end

local function plain()
  assert(report.passed == passed and #report.results == count, "counts")
  assert(report.passed + report.failed + report.skipped == count, "sums")
  for _, result in ipairs(report.results) do
    assert(type(result.passed) == "boolean" and type(result.name) == "string")
    assert(result.passed or result.skipped or result.reason and result.message, "a failure without a reason")
  end
end

if format == "gradescope" then gradescope() else plain() end
