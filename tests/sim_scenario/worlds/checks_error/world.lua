-- A function that is called later and makes a mistake.
local sim = require "coutil.sim"
sim.host { name = "a" }
local function trouble()
  sim.host("b"):crash()
end
sim.at(3, function()
  trouble()
  print("never said")
end)
