-- The echo server with cqueues, a coroutine for each connection. At its best: unbuffered binary mode, recv and send
-- (they take a part and say "again") in place of the buffered read and write. Prints its port, serves until it is
-- killed. Knows nothing of coutil.
local cqueues = require "cqueues"
local socket = require "cqueues.socket"
local errno = require "cqueues.errno"

local poll, EAGAIN = cqueues.poll, errno.EAGAIN

-- Sends all of it; suspends only where the system does not take it at once.
local function write(stream, bytes)
  local first = 1
  while true do
    local sent, fail = stream:send(bytes, first, #bytes)
    first = first + sent
    if first > #bytes then return true end
    if fail ~= EAGAIN then return false end
    poll(stream)
  end
end

local function serve(stream)
  stream:setmode("bn", "bn")
  stream:onerror(function(_, _, code) return code end)
  while true do
    local bytes, fail = stream:recv(-65536)
    if bytes then
      if not write(stream, bytes) then break end
    elseif fail == EAGAIN then
      poll(stream)
    else
      break
    end
  end
  stream:close()
end

local loop = cqueues.new()
local server = socket.listen { host = "127.0.0.1", port = 0, nodelay = true, backlog = 4096 }
assert(server:listen())
local _, _, port = server:localname()
print(port)
io.stdout:flush()
loop:wrap(function()
  for stream in server:clients() do loop:wrap(serve, stream) end
end)
assert(loop:loop())
