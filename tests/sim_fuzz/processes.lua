-- The processes' part of the fuzzer's programs: children that end in every way, and signals.

local checks = require "checks"
local sim = require "coutil.sim"
local system = require "coutil.system"

local random = math.random
local processes = {}
local running = {} -- the commands of children

local function pick(list) return list[random(#list)] end

-- Executes it and forgets it again. Returns what execute returned.
local function execute(command)
  running[#running + 1] = command
  local how, what, number = system.execute(command)
  for place, other in ipairs(running) do
    if other == command then
      table.remove(running, place)
      break
    end
  end
  return how, what, number
end

-- Children that nobody kills but processes.kill_all and `kill`: they end as they were told, or by a signal.
local function expect(command, status)
  local how, what = execute(command)
  if how == "exit" then checks.equal(what, status, "the exit status of " .. command.arguments[1]) end
  checks.ok(how == "exit" or how == "signal" or how == checks.kHand or how == nil and type(what) == "string",
    "execute gave " .. tostring(how))
  return how == "exit"
end

local function child(...) return { execfile = "child", arguments = { ... } } end

-- A child's standard output, to be looked at when it has ended.
local function with_output(command, expected)
  local file = io.tmpfile()
  if not file then return end
  command.stdout = file
  if expect(command, 0) then
    file:seek "set"
    checks.equal(file:read "a", expected, "the output of " .. command.arguments[1])
  end
  file:close()
end

local function kill()
  local command = #running > 0 and running[random(#running)]
  if command and command.pid then
    checks.result(sim.kill(command.pid, pick { "user1", "terminate", "kill", "winresize", "user2", "stop", "continue" }))
  end
end

function processes.kill_all()
  for _, command in ipairs(running) do
    if command.pid then sim.kill(command.pid, "kill") end
  end
end

processes.operations = {
  function()
    local status = random(0, 255)
    expect(child(pick { "exit", "close" }, status), status)
  end,
  function() expect(child "error", 1) end,
  function()
    local milliseconds = random(0, 1000)
    expect(child("pause", milliseconds), milliseconds % 256)
  end,
  function() with_output(child("write", 3), "line 1\nline 2\nline 3\n") end,
  function()
    local command = child "environment"
    command.environment = { GIVEN = "word" }
    with_output(command, "word\n")
  end,
  function()
    local input = io.tmpfile()
    if not input then return end
    input:write("one\ntwo\n")
    input:seek "set"
    local command = child "copy"
    command.stdin = input
    with_output(command, "one\ntwo\n")
    input:close()
  end,
  function() execute(child(pick { "signal", "parent", "again", "socket" }, random(0, 3))) end,
  function() execute(child("await", random(0, 100))) end,
  function() expect({ execfile = "fails", arguments = { 7 } }, 7) end,
  function()
    local how, message = system.execute("no such program")
    checks.ok(how == checks.kHand or how == nil and message == "no such file or directory", "a program that is none")
  end,
  kill, kill,
  function() checks.result(system.awaitsig(pick { "user1", "user2", "winresize", "hangup" })) end,
  function() checks.result(sim.kill(sim.getpid(), "winresize")) end,
  function() checks.result(sim.kill(random(1, 100000), "winresize")) end,
}

return processes
