-- Writes values, each under a key of its own, and in the end reads them all: whatever was acknowledged must be
-- there. Exit status 1 if a write is lost, 2 if no server answers.
-- client.lua NAME COUNT ADDRESS...   The keys are NAME1 to NAMECOUNT; NAME.history tells what happened.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local lines = require "lines"
local system = require "coutil.system"

local kPatience, kPace, kTries = 0.5, 0.1, 300 -- seconds, seconds between two writes, questions to servers

local name, count, servers = arg[1], tonumber(arg[2]), {}
assert(count and #arg > 2, "expected a name, how many values to write, and the servers' addresses")
for place = 3, #arg do servers[#servers + 1] = system.address("ipv4", arg[place]) end

local history = assert(io.open(name .. ".history", "w"))
local function note(...)
  assert(history:write(string.format(...), "\n"))
  history:flush()
end

local function tell(...)
  note(...)
  print(name .. ": " .. string.format(...))
end

local at, line = 1, nil -- the server that we talk to

-- Asks one server after the other until one says "ok"; returns what it says besides, or nil.
local function ask(question)
  for _ = 1, kTries do
    line = line or lines.connect(servers[at], kPatience)
    local answer = line and line:ask(question, kPatience)
    local value = (answer or ""):match("^ok ?(.*)$")
    if value then return value end
    note("%s: %s says %s", question, servers[at], answer or "nothing")
    if line then line:close() end
    line, at = nil, at % #servers + 1
    system.pause(kPace)
  end
end

local written, status = {}, 0

local function write()
  for number = 1, count do
    local key, value = name .. number, tostring(math.random(1000000))
    if not ask(("put %s %s"):format(key, value)) then return false end
    note("put %s %s: acknowledged", key, value)
    written[number] = { key = key, value = value }
    system.pause(kPace * 2 * math.random())
  end
  return true
end

local function read()
  for _, expected in ipairs(written) do
    local value = ask("get " .. expected.key)
    if not value then return false end
    if value ~= expected.value then
      status = 1
      tell("LOST: %s = %s was acknowledged, and is now '%s'", expected.key, expected.value, value)
    end
  end
  return true
end

coroutine.wrap(function()
  local answered = write() and read()
  if line then line:close() end
  if not answered then status = 2 end
  local verdict = answered and (status == 0 and "all are there" or "some are LOST") or "no server answers"
  tell("%d writes were acknowledged; %s", #written, verdict)
end)()

system.run()
history:close()
os.exit(status)
