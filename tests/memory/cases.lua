-- Cases by name, for the tests of the module `memory`, which must also run where nothing else of coutil is:
-- knows the standard libraries only.

local cases = { passed = 0, failed = 0, checks = 0 }

local function show(value)
  return type(value) == "string" and ("%q"):format(value) or tostring(value)
end

local function show_all(values)
  local shown = {}
  for index = 1, values.n do shown[index] = show(values[index]) end
  return "(" .. table.concat(shown, ", ") .. ")"
end

local Case = {}
Case.__index = Case

-- What `got` (of table.pack) holds, and how many; an integer is no float here.
function Case:values(got, ...)
  cases.checks = cases.checks + 1
  local expected = table.pack(...)
  local same = got.n == expected.n
  for index = 1, same and got.n or 0 do
    same = same and got[index] == expected[index] and math.type(got[index]) == math.type(expected[index])
  end
  if not same then error("expected " .. show_all(expected) .. ", got " .. show_all(got), 2) end
end

function Case:equal(got, expected)
  cases.checks = cases.checks + 1
  if got ~= expected then error("expected " .. show(expected) .. ", got " .. show(got), 2) end
end

-- The bytes of a memory, as a string.
function Case:holds(memory, expected)
  self:equal(tostring(memory), expected)
  self:equal(#memory, #expected)
end

-- Calls f and expects an error whose text has all of `words` in it, "|" between them.
function Case:raises(words, f, ...)
  cases.checks = cases.checks + 1
  local got = table.pack(pcall(f, ...))
  if got[1] then error("an error with '" .. words .. "' was expected, got " .. show_all(got), 2) end
  for word in words:gmatch("[^|]+") do
    if not tostring(got[2]):find(word, 1, true) then
      error("an error with '" .. word .. "' was expected, got " .. show(got[2]), 2)
    end
  end
end

-- As raises, but the error is one of argument `index`.
function Case:raises_argument(index, words, f, ...)
  self:raises("bad argument #" .. index .. " to|" .. words, f, ...)
end

function cases.case(name, body)
  local case = setmetatable({}, Case)
  local ok, err = xpcall(body, debug.traceback, case)
  if ok then
    cases.passed = cases.passed + 1
  else
    cases.failed = cases.failed + 1
    print(("FAILED %s\n  %s"):format(name, (tostring(err):gsub("\n", "\n  "))))
  end
end

-- The last line tells whether all passed.
function cases.finish()
  print(("%d passed, %d failed (%d checks)"):format(cases.passed, cases.failed, cases.checks))
  io.stdout:flush()
  os.exit(cases.failed == 0)
end

return cases
