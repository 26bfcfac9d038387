-- Three ask for the same promise; one of them before it is fulfilled.

local event = require "coutil.event"
local promise = require "coutil.promise"

local drink, fulfil = promise.create()

coroutine.wrap(function()
  print("early: " .. drink())
end)()

fulfil("tea")

coroutine.wrap(function()
  print("late: " .. drink())
end)()

coroutine.wrap(function()
  local _, what = event.await(drink)
  print("listener: " .. what)
end)()

require("coutil.system").run()
