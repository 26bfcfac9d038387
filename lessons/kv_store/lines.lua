-- A connection spoken in lines: one side asks in a line, the other one answers in a line.
-- Knows nothing of keys, values and terms.

local memory = require "memory"
local system = require "coutil.system"

local kLongestLine = 65536 -- bytes
local kSilence = 10 -- seconds after which the system asks whether the other side is still there

local lines = {}
lines.__index = lines

-- Speaks over a stream that is connected.
function lines.over(stream)
  stream:setoption("nodelay", true)
  stream:setoption("keepalive", kSilence)
  return setmetatable({ stream = stream, buffer = memory.create(4096), rest = "" }, lines)
end

-- Calls f(...) and closes the stream if that takes longer than so many seconds: whoever waits on it then gets
-- nil, "closed".
local function within(seconds, stream, f, ...)
  local timer = coroutine.create(function()
    if system.pause(seconds) == true then stream:close() end
  end)
  assert(coroutine.resume(timer))
  local result, why = f(...)
  coroutine.close(timer)
  return result, why
end

-- A new connection, or nil and why there is none.
function lines.connect(address, seconds)
  local stream, why = system.socket("stream")
  if not stream then return nil, why end
  local connected
  connected, why = within(seconds, stream, stream.connect, stream, address)
  if connected then return lines.over(stream) end
  stream:close()
  return nil, why
end

-- The next line without its end, or nil and why there is none.
function lines:read()
  while true do
    local line, after = self.rest:match("^([^\n]*)\n()")
    if line then
      self.rest = self.rest:sub(after)
      return line
    end
    if #self.rest > kLongestLine then return nil, "the line is too long" end
    local count, why = self.stream:receive(self.buffer)
    if not count then return nil, why end
    self.rest = self.rest .. memory.tostring(self.buffer, 1, count)
  end
end

function lines:write(line) return self.stream:send(line .. "\n") end

function lines:close() self.stream:close() end

-- The answer to a question, or nil and why there is none; such a connection is of no more use.
function lines:ask(question, seconds)
  return within(seconds, self.stream, function()
    local sent, why = self:write(question)
    if not sent then return nil, why end
    return self:read()
  end)
end

return lines
