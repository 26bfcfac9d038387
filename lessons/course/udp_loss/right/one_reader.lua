-- A reader that never ends puts each answer into its promise; who deposits waits for a promise or a timer.
local event = require "coutil.event"
local memory = require "memory"
local promise = require "coutil.promise"
local system = require "coutil.system"
return function(socket)
  local fulfils = {}
  coroutine.wrap(function()
    local buffer = memory.create(64)
    while true do
      local size = socket:receive(buffer)
      if not size then break end
      local of, total = buffer:tostring(1, size):match("^(%d+) (%d+)$")
      fulfils[tonumber(of)](tonumber(total))
    end
  end)()
  return function(amount)
    local number = #fulfils + 1
    local total, fulfil = promise.create()
    fulfils[number] = fulfil
    local patience = 0.05
    repeat
      socket:send(number .. " " .. amount)
      coroutine.wrap(function()
        system.pause(patience)
        event.emitall(total)
      end)()
      promise.awaitany(total)
      patience = patience * 1.5
    until total(true)
    return total()
  end
end
