-- The echo server with lua-luv and a coroutine for each connection: read and write are made to suspend, as its
-- users do. At its best: one read callback a connection that lives as long as it does, try_write first. Prints
-- its port, serves until it is killed. Knows nothing of coutil.
local uv = require "luv"

local running, yield, resume, create = coroutine.running, coroutine.yield, coroutine.resume, coroutine.create
local try_write = uv.try_write

-- Sends all of it; suspends only where the system does not take it at once.
local function write(stream, bytes)
  local sent = try_write(stream, bytes)
  if sent == #bytes then return true end
  local thread = running()
  if not uv.write(stream, bytes:sub((sent or 0) + 1), function(fail) resume(thread, not fail) end) then
    return false
  end
  return yield()
end

-- Gives a function that suspends until bytes came and returns them, nil at the end. What comes while the coroutine
-- is suspended in a write is kept.
local function reader(stream)
  local thread, waiting, kept, first, last = running(), false, {}, 1, 0
  stream:read_start(function(fail, bytes)
    if waiting then
      waiting = false
      resume(thread, not fail and bytes or nil)
    else
      last = last + 1
      kept[last] = not fail and bytes or false
    end
  end)
  return function()
    if first > last then
      waiting = true
      return yield()
    end
    local bytes = kept[first]
    kept[first] = nil
    first = first + 1
    return bytes
  end
end

local function serve(stream)
  local read = reader(stream)
  while true do
    local bytes = read()
    if not bytes or not write(stream, bytes) then break end
  end
  stream:close()
end

local server = uv.new_tcp()
assert(server:bind("127.0.0.1", 0))
assert(server:listen(4096, function(fail)
  if fail then return end
  local stream = uv.new_tcp()
  server:accept(stream)
  stream:nodelay(true)
  resume(create(serve), stream)
end))
print(server:getsockname().port)
io.stdout:flush()
uv.run()
