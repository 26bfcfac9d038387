-- What the System section's tests share: sockets by the pair, coroutines run together under a guard, and
-- after each case a look for descriptors, sockets and operations left. It asks the simulation for what a shell
-- tells on a real machine, and must not know more of the backend. Lines of the specification that cases name:
-- "manual" and "semantics" are the public ones, "pages" engine/manual.

local folder = arg[0]:match("^.*/") or "./"
package.path = folder .. "?.lua;" .. folder .. "../lua/?.lua;" .. package.path
local harness = require "harness"
local memory = require "memory"
local system = require "coutil.system"
local trace = require "coutil.trace"

local simulated, simulation = pcall(require, "coutil.sim")
local excluded, excluded_count = simulated and require "excluded" or {}, 0
for _ in pairs(excluded) do excluded_count = excluded_count + 1 end
assert(excluded_count < 5, "too many cases are excluded in the simulation")
local network = { sorted = harness.sorted, simulated = simulated }

-- Seconds after which coroutines that have not ended are taken for stuck.
local kLimit = 60

-- Every program that a test executes, so that a scenario can register them.
network.programs = {
  shell = "/bin/sh",
  succeeds = "/bin/true",
  fails = "/bin/false",
  copies = "/bin/cat",
}
network.loopback = { ipv4 = "127.0.0.1", ipv6 = "::1" }

-- The process's open descriptors, but for the pipe that serves to count them, which it may close meanwhile (such
-- a line has no arrow); nil where /proc can't be read.
local kCount = [[own=$(readlink /proc/$$/fd/1) && ls -l /proc/$PPID/fd 2>/dev/null | grep -Fv "$own" | grep -c -e '->']]

local function open_descriptors()
  local ok, pipe = pcall(io.popen, kCount)
  if not ok or not pipe then return nil end
  local count = pipe:read("n")
  pipe:close()
  return count and count > 0 and count or nil
end

local function left_open()
  collectgarbage()
  collectgarbage()
  local dump = trace.dump(false)
  return { descriptors = open_descriptors(), sockets = dump.sockets, operations = dump.operations }
end

local baseline

-- The first use of a signal, a process or a name may open what stays open as long as the program runs. Also
-- finds out whether programs can be executed at all, for what needs one only by the way.
local function warm_up()
  local waiting = coroutine.create(function() system.awaitsig("user1") end)
  coroutine.resume(waiting)
  system.run("ready")
  coroutine.close(waiting)
  for _, start in ipairs {
    function() network.executes = system.execute(network.programs.succeeds) == "exit" end,
    function() system.findaddr("127.0.0.1", 0) end,
    function() system.socket("stream"):close() end,
  } do
    coroutine.resume(coroutine.create(start))
    system.run()
  end
end

-- A case of the harness that also ends with nothing open.
function network.case(name, guards, body)
  if excluded[name] then
    network.excluded = (network.excluded or 0) + 1
    return print(("EXCLUDED %s\n  %s"):format(name, excluded[name]))
  end
  harness.case(name, guards, function(t)
    if not baseline then
      pcall(system.run, "ready")
      baseline = left_open()
    end
    local before = baseline
    baseline = nil
    body(t)
    for _, holder in pairs(t.holders or {}) do holder:close() end
    t.holders = nil
    t:equal(system.run("ready"), false, "something is still scheduled")
    local after = left_open()
    for _ = 1, 20 do  -- a search that was left may still be at work in its thread, with files of its own
      if not after.descriptors or after.descriptors == before.descriptors then break end
      t:start(network.settle)
      system.run()
      after = left_open()
    end
    for _, what in ipairs { "descriptors", "sockets", "operations" } do
      if before[what] and after[what] then t:equal(after[what], before[what], "open " .. what) end
    end
    baseline = before
  end)
end

function network.finish()
  if network.excluded then print(network.excluded .. " excluded: see excluded.lua") end
  harness.finish()
end

-- Whether the machine has that address family on its loopback.
function network.has(domain)
  local socket = system.socket("datagram", domain)
  if not socket then return false end
  local bound = socket:bind(system.address(domain, network.loopback[domain], 0))
  socket:close()
  return bound == true
end

network.domains = network.has("ipv6") and { "ipv4", "ipv6" } or { "ipv4" }

-- For a function that is expected to succeed: `value`, or a failure of the case with the message.
function network.got(t, value, message)
  return t:ok(value, message or "a value was expected")
end

-- For a function that is expected to fail: `nil` and that message, and nothing else.
function network.fails(t, message, ...)
  t:values(table.pack(...), nil, message)
end

function network.succeeds(t, ...)
  t:values(table.pack(...), true)
end

local function explain(err)
  return type(err) == "table" and err or tostring(err) .. "\n" .. debug.traceback(nil, 2)
end

-- Starts the functions as coroutines in the order given and runs until all ended; `run` must then end by
-- itself. The first failure inside, or one that takes longer than kLimit, fails the case.
function network.together(t, ...)
  local coroutines, left, failure = {}, select("#", ...), nil
  local running, late = false, false
  local guard = t:start(function()
    for _ = 1, kLimit, 2 do
      if system.pause(2) ~= true then return end
      if #t.errors > 0 then break end
    end
    late = true
    system.halt()
  end)
  local function ended(ok, err)
    left = left - 1
    if not ok and failure == nil then
      failure = err
      if running then system.halt() end
    end
    if left == 0 and coroutine.status(guard) == "suspended" then coroutine.resume(guard) end
  end
  for index, f in ipairs { ... } do
    coroutines[index] = t:start(function() ended(xpcall(f, explain)) end)
  end
  running = true
  local more = failure == nil and system.run()
  coroutine.close(guard)
  if failure ~= nil then error(failure, 0) end
  if late and #t.errors > 0 then error(tostring(t.errors[1][1]) .. "\n" .. tostring(t.errors[1][2]), 0) end
  if late then
    local places = {}
    for index, co in ipairs(coroutines) do
      if coroutine.status(co) ~= "dead" then places[#places + 1] = index .. ": " .. debug.traceback(co) end
    end
    t:ok(false, "some did not end; " .. table.concat(places, "\n"))
  end
  t:equal(left, 0, "coroutines that have not ended though nothing is scheduled")
  t:equal(more, false, "run's result")
end

-- Lets everything that is under way on the loopback arrive, without a look at the clock.
function network.settle(turns)
  for _ = 1, turns or 3 do system.pause(0.002) end
end

function network.any(domain)
  domain = domain or "ipv4"
  return system.address(domain, network.loopback[domain], 0)
end

-- A socket bound to a port of the system's choice, and its address.
function network.bound(t, kind, domain)
  local socket = network.got(t, system.socket(kind, domain))
  network.succeeds(t, socket:bind(network.any(domain)))
  local address = network.got(t, socket:getaddress())
  t:ok(address.port > 0, "a port was expected")
  return socket, address
end

function network.listener(t, domain, backlog)
  local socket, address = network.bound(t, "listen", domain)
  network.succeeds(t, socket:listen(backlog or 128))
  return socket, address
end

-- An address of the loopback where nobody listens. A socket of the case's own holds a stream's port, so that
-- nobody else gets it, not even the one that connects.
function network.deserted(t, kind, domain)
  domain = domain or "ipv4"
  if kind ~= "datagram" then
    t.holders = t.holders or {}
    if not t.holders[domain] then t.holders[domain] = network.bound(t, "listen", domain) end
    return t.holders[domain]:getaddress()
  end
  local socket, address = network.bound(t, kind, domain)
  socket:close()
  return address
end

-- Two connected streams: who connected, and who was accepted. To be called in a coroutine.
function network.pair(t, domain)
  local listener, address = network.listener(t, domain)
  local client = network.got(t, system.socket("stream", domain))
  network.succeeds(t, client:connect(address))
  local server = network.got(t, listener:accept())
  network.succeeds(t, listener:close())
  return client, server
end

-- Two datagram sockets and their addresses.
function network.datagrams(t, domain)
  local a, a_address = network.bound(t, "datagram", domain)
  local b, b_address = network.bound(t, "datagram", domain)
  return a, b, a_address, b_address
end

function network.close(t, ...)
  for _, socket in ipairs { ... } do network.succeeds(t, socket:close()) end
end

-- One receive, as a string; or nil and the message.
function network.read(socket, size)
  local buffer = memory.create(size or 1024)
  local count, message = socket:receive(buffer)
  if not count then return nil, message end
  return memory.tostring(buffer, 1, count)
end

-- Exactly so many bytes of a stream.
function network.take(t, socket, size)
  local buffer, filled = memory.create(size), 0
  while filled < size do
    filled = filled + network.got(t, socket:receive(buffer, filled + 1))
  end
  return memory.tostring(buffer)
end

-- All bytes of a stream until its end.
function network.drain(t, socket, size)
  local buffer, parts = memory.create(size or 65536), {}
  while true do
    local count, message = socket:receive(buffer)
    if not count then
      t:equal(message, "end of file")
      return table.concat(parts)
    end
    t:ok(count > 0, "bytes were expected")
    parts[#parts + 1] = memory.tostring(buffer, 1, count)
  end
end

-- Sends until the stream takes no more: returns the coroutine that is held in `send`, and its progress: bytes
-- `sent` by sends that returned, `ok` and `message` of one that failed; `stop` makes it end after the next.
-- To be called in a coroutine.
function network.fill(t, socket, size)
  local data, progress = ("x"):rep(size or 65536), { sent = 0 }
  local sender = t:start(function()
    while not progress.stop do
      local ok, message = socket:send(data)
      if ok ~= true then
        progress.ok, progress.message = ok, message
        return
      end
      progress.sent = progress.sent + #data
    end
  end)
  local before
  repeat
    before = progress.sent
    network.settle(10)
  until progress.sent == before
  t:status(sender, "suspended", "who sends to a peer that does not read")
  return sender, progress
end

-- Sends this process a signal, by its name without SIG. To be called in a coroutine.
function network.kill(t, name)
  t:values(table.pack(system.execute(network.programs.shell, "-c", "kill -" .. name .. " $PPID")), "exit", 0)
end

local kNumbers = { HUP = 1, USR1 = 10, USR2 = 12, TERM = 15, WINCH = 28 }

-- The same from outside of a coroutine: it has come when this returns.
function network.kill_at_once(name)
  if simulated then return simulation.kill(simulation.getpid(), "SIG" .. name) end
  return io.popen("kill -" .. name .. " $PPID"):close()
end

-- Whether this process catches the signal, by its name without SIG; or nil where that can't be read.
function network.catches(name)
  if simulated then return simulation.catches(simulation.getpid(), "SIG" .. name) end
  local ok, pipe = pcall(io.popen, "grep SigCgt /proc/$PPID/status 2>/dev/null")
  if not ok or not pipe then return nil end
  local mask = pipe:read("a"):match("SigCgt:%s*(%x+)")
  pipe:close()
  return mask and tonumber(mask, 16) >> (kNumbers[name] - 1) & 1 == 1
end

-- A temporary file for a process to write to, removed with the handle; and all that it contains.
function network.scratch(t)
  return network.got(t, io.tmpfile())
end

function network.contents(file)
  file:seek("set", 0)
  return file:read("a")
end

warm_up()

return network
