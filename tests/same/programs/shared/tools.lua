-- What the programs here share: coroutines started, sockets on the loopback, texts read. Must not know the
-- backend, and must print nothing that differs from one run to the next: no port, no process's number, no time.

local memory = require "memory"
local system = require "coutil.system"

local tools = {}

-- A coroutine that has begun; its errors are the program's.
function tools.start(f, ...)
  local co = coroutine.create(f)
  assert(coroutine.resume(co, ...))
  return co
end

-- Starts each function and runs until nothing is scheduled.
function tools.run(...)
  for _, f in ipairs { ... } do tools.start(f) end
  return system.run()
end

-- All that is under way on the loopback arrives meanwhile.
function tools.settle()
  system.pause(0.01)
end

function tools.any(domain)
  return system.address(domain or "ipv4", domain == "ipv6" and "::1" or "127.0.0.1", 0)
end

-- A socket bound to a port of the system's choice, and its address.
function tools.bound(kind, domain)
  local socket = assert(system.socket(kind, domain))
  assert(socket:bind(tools.any(domain)))
  return socket, socket:getaddress()
end

function tools.listener(domain, backlog)
  local socket, address = tools.bound("listen", domain)
  assert(socket:listen(backlog or 16))
  return socket, address
end

-- Two connected streams: who connected, who was accepted. In a coroutine.
function tools.pair(domain)
  local listener, address = tools.listener(domain)
  local client = assert(system.socket("stream", domain))
  assert(client:connect(address))
  local server = assert(listener:accept())
  listener:close()
  return client, server
end

-- One receive: the text and what else it returned, or nil and the message.
function tools.read(socket, size)
  local buffer = memory.create(size or 100)
  local count, more = socket:receive(buffer)
  if not count then return count, more end
  return memory.tostring(buffer, 1, count), more
end

-- Exactly so many bytes of a stream.
function tools.take(socket, size)
  local buffer, filled = memory.create(size), 0
  while filled < size do filled = filled + assert(socket:receive(buffer, filled + 1)) end
  return memory.tostring(buffer)
end

-- An address of the loopback at which nobody listens, held by a socket that is returned too.
function tools.deserted(domain)
  local holder, address = tools.bound("listen", domain)
  return address, holder
end

function tools.close(...)
  for _, socket in ipairs { ... } do assert(socket:close()) end
end

return tools
