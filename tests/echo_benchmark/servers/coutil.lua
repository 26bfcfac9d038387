-- The same server with coutil, on the real backend: a coroutine for each connection, each with a memory of its own.
-- coutil run coutil.lua echo|feed|drain [BYTES of each connection's memory]: prints its port and the port
-- where it tells Lua's bytes, and serves until it is killed.
local memory = require "memory"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local mode, size = arg[1] or "echo", tonumber(arg[2] or 4096)
local serve = {}

function serve.echo(stream)
  local buffer = memory.create(size)
  repeat
    local count = stream:receive(buffer)
  until not count or not stream:send(buffer, 1, count)
  stream:close()
end

function serve.feed(stream)
  local buffer = memory.create(size)
  repeat until not stream:receive(buffer)
  stream:close()
end

function serve.drain(stream)
  local buffer = memory.create(size)
  repeat until not stream:send(buffer)
  stream:close()
end

local function figures(stream)
  collectgarbage()
  collectgarbage()
  stream:send(("%d\n"):format(collectgarbage "count" * 1024 // 1))
  stream:close()
end

local function failed(message) io.stderr:write(message, "\n") end

-- Listens on a port of the system's choice, which it returns; `f` gets each connection in a coroutine of its own.
local function listen(f)
  local server = assert(system.socket("listen", "ipv4"))
  assert(server:bind(system.address("ipv4", "127.0.0.1", 0)))
  assert(server:listen(4096))
  spawn.catch(failed, function()
    while true do
      local stream = assert(server:accept())
      stream:setoption("nodelay", true)
      spawn.catch(failed, f, stream)
    end
  end)
  return server:getaddress().port
end

print(listen(assert(serve[mode], "expected echo, feed or drain")), listen(figures))
io.stdout:flush()
system.run()
