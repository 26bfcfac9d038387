-- Three clients: a waits for each answer before it sends the next line, b sends all in one piece, c sends in random
-- pieces. Then each says that it sends no more, and reads to the end. The notes say what was sent and what came.

local event = require "coutil.event"
local memory = require "memory"
local system = require "coutil.system"
local trace = require "coutil.trace"

local kServer = system.address("ipv4", "10.0.0.1:7")
local kLines = { "hello", "", "a longer line that does not fit", " x ", "the last but one", "bye now" }

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

-- Reads lines until the stream ends, and emits an event for each.
local function read(stream, got)
  local buffer, rest = memory.create(256), ""
  while true do
    local size, why = stream:receive(buffer)
    if not size then
      if rest ~= "" then trace.note("gets " .. rest) end
      trace.note("the stream ends: " .. why)
      return
    end
    rest = rest .. buffer:tostring(1, size)
    for line in rest:gmatch("([^\n]*)\n") do
      trace.note("gets " .. line)
      print(line)
      event.emitall(got)
    end
    rest = rest:match("[^\n]*$")
  end
end

local function send_in_pieces(stream, text)
  local from = 1
  while from <= #text do
    local upto = math.min(#text, from + math.random(0, 9))
    stream:send(text, from, upto)
    from = upto + 1
    system.pause(0.004 * math.random())
  end
end

-- Each line but the empty one says whose it is.
local function marked(name, line) return line == "" and "" or ("[%s] %s"):format(name, line) end

local function talk(name, stream, got)
  for number, line in ipairs(kLines) do
    trace.note("sends " .. marked(name, line))
    start(("line %d of %s"):format(number, name), function() send_in_pieces(stream, marked(name, line) .. "\n") end)
    event.await(got)
  end
end

local function lines_of(name)
  local lines = {}
  for place, line in ipairs(kLines) do lines[place] = marked(name, line) end
  return lines
end

for number, name in ipairs { "a", "b", "c" } do
  start("client " .. name, function()
    system.pause(0.02 * math.random())
    local stream = assert(system.socket("stream"))
    assert(stream:connect(kServer))
    local got = trace.name({}, "an answer")
    start("reader " .. name, function() read(stream, got) end)
    local text = table.concat(lines_of(name), "\n")
    if number == 1 then
      talk(name, stream, got)
    elseif number == 2 then
      stream:send(text .. "\n")
    else
      send_in_pieces(stream, text) -- without a newline at the end
    end
    trace.note("sends no more")
    stream:shutdown()
  end)
end

start("patience", function()
  system.pause(2)
  os.exit(0) -- whoever still waits waits for ever
end)

system.run()
