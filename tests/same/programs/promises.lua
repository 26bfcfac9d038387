-- Promises claimed before and after, of several, fulfilled twice, and disturbed by other emits.
local event = require "coutil.event"
local promise = require "coutil.promise"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local p, fulfill_p = promise.create()
local q, fulfill_q = promise.create()
for index = 1, 2 do tools.start(function() print("claimed", index, p()) end) end
tools.start(function() print("all", promise.awaitall(p, q)) end)
tools.start(function()
  local first = promise.awaitany(p, q)
  print("any", first == p, first == q)
end)
print(p(true), q(true), promise.pickready(p, q))
print(event.emitone(p, "not yet"))
tools.run(function()
  system.pause(0.1)
  print(fulfill_q("q's result", nil))
end, function()
  system.pause(0.5)
  print(fulfill_p("p's result"))
  print(fulfill_p("changed"))
end)
print(p(true), q(true), p(), q())
print(select("#", promise.onlypending(p, q)), promise.pickready(q, p) == q)
print(promise.awaitall())
