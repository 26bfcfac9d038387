-- The bank: adds each deposit once for each number, and answers every question with that number's total.

local memory = require "memory"
local system = require "coutil.system"
local trace = require "coutil.trace"

local kPort = 7

local total, totals = 0, {}

local function answer(text)
  local number, amount = text:match("^(%d+) (%d+)$")
  if not number then return "? " .. text end
  if not totals[number] then
    total = total + tonumber(amount)
    totals[number] = total
    trace.note(("adds %s, has %d"):format(amount, total))
  end
  return number .. " " .. totals[number]
end

coroutine.wrap(function()
  trace.name(coroutine.running(), "bank")
  local socket = assert(system.socket("datagram"))
  assert(socket:bind(system.address("ipv4", "0.0.0.0", kPort)))
  local buffer, from = memory.create(64), system.address("ipv4")
  while true do
    local size = socket:receive(buffer, 1, -1, from)
    socket:send(answer(buffer:tostring(1, size)), 1, -1, from)
  end
end)()

system.run()
