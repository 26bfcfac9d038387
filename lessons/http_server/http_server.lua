-- A small HTTP server: a coroutine for each connection, one that accepts, one that waits for the signal to stop.
-- http_server.lua [PORT]   (8080; 0 takes any port that is free)
-- It answers GET and HEAD of "/", "/slow" (a second later) and "/count"; SIGTERM or Ctrl+C ends it well: who is
-- being answered gets the answer, and nobody new comes in.

local memory = require "memory"
local spawn = require "coutil.spawn"
local system = require "coutil.system"
local trace = require "coutil.trace"

local kLongestHead = 8192 -- bytes of a request's lines
local kIdleSeconds = 10

local requests = 0
local stopping = false
local idle = {} -- the connections that wait for a request, and since how many turns of the janitor

local pages = {}
pages["/"] = function() return "hello from coutil\n" end
pages["/slow"] = function()
  system.pause(1)
  return "that took a second, and nobody else waited for it\n"
end
pages["/count"] = function() return requests .. " requests so far\n" end

local reasons = { [200] = "OK", [400] = "Bad Request", [404] = "Not Found", [405] = "Method Not Allowed",
  [431] = "Request Header Fields Too Large", [500] = "Internal Server Error" }

-- Reads up to the empty line after a request; `rest` is what came before. Returns the request's lines and what
-- came after them, or nil and why there is no request.
local function read_head(stream, buffer, rest)
  idle[stream] = 0
  while true do
    local stop, after = rest:find("\r?\n\r?\n")
    if (stop or #rest) > kLongestHead then
      idle[stream] = nil
      return nil, 431
    end
    if stop then
      idle[stream] = nil
      return rest:sub(1, stop - 1), rest:sub(after + 1)
    end
    local count, why = stream:receive(buffer)
    if not count then
      idle[stream] = nil
      return nil, rest == "" and why or 400
    end
    rest = rest .. memory.tostring(buffer, 1, count)
  end
end

local function answer(stream, status, text, method, keep)
  local head = ("HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: %s\r\n\r\n")
    :format(status, reasons[status], #text, keep and "keep-alive" or "close")
  return stream:send(method == "HEAD" and head or head .. text) and keep
end

local function answer_request(stream, head)
  local method, path, version = head:match("^(%u+) ([^ ?]*)%S* HTTP/(1%.%d)")
  if not method then return answer(stream, 400, "no HTTP request\n", "GET", false) end
  if method ~= "GET" and method ~= "HEAD" then return answer(stream, 405, "GET and HEAD only\n", method, false) end
  requests = requests + 1
  local wish = head:lower():match("\nconnection:%s*([%a-]+)")
  local keep = wish ~= "close" and (version == "1.1" or wish == "keep-alive")
  local page = pages[path]
  if not page then return answer(stream, 404, "no page " .. path .. "\n", method, keep and not stopping) end
  local text = page() -- may wait
  return answer(stream, 200, text, method, keep and not stopping)
end

local function serve(stream)
  local buffer = memory.create(4096)
  local rest = ""
  repeat
    local head
    head, rest = read_head(stream, buffer, rest)
    if math.type(rest) == "integer" then answer(stream, rest, reasons[rest] .. "\n", "GET", false) end
  until not head or not answer_request(stream, head)
  stream:close()
end

local function say_error(message)
  io.stderr:write(debug.traceback(message, 2), "\n")
end

-- The listening socket, and where it listens.
local server = assert(system.socket("listen"))
assert(server:bind(system.address("ipv4", "127.0.0.1", tonumber(arg[1] or 8080))))
assert(server:listen(128))
print("listening on http://" .. tostring(server:getaddress()) .. "/")
io.stdout:flush()

spawn.catch(say_error, function()
  trace.name(coroutine.running(), "accepts")
  while true do
    local stream, why = server:accept()
    if stream then
      stream:setoption("nodelay", true)
      spawn.catch(say_error, serve, stream)
    elseif stopping then
      return
    else
      io.stderr:write("accept: ", why, "\n") -- too many open files, say: others will leave
      system.pause(0.1)
    end
  end
end)

local janitor = spawn.catch(say_error, function()
  trace.name(coroutine.running(), "janitor")
  while not stopping do
    system.pause(1)
    for stream, turns in pairs(idle) do
      idle[stream] = turns + 1
      if turns >= kIdleSeconds then stream:close() end -- whoever waits on it gets nil, "closed"
    end
  end
end)

local function stop()
  if stopping then return end
  stopping = true
  server:close()
  for stream in pairs(idle) do stream:close() end
  coroutine.resume(janitor) -- out of its pause
end

local waiting = {}
for _, signal in ipairs { "terminate", "interrupt" } do
  waiting[signal] = spawn.catch(say_error, function()
    if system.awaitsig(signal) ~= true then return end -- resumed by hand: the other one came
    waiting[signal] = nil
    stop()
    for _, other in pairs(waiting) do coroutine.resume(other) end
  end)
end

system.run()
print(("stopped after %d requests"):format(requests))
