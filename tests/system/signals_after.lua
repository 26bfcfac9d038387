-- Conformance of coutil.system: a signal has its default action as soon as run has returned after it came.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local system = require "coutil.system"

local function is_caught() return network.catches "USR1" end

network.case("the main program goes on after a signal", "semantics, System: otherwise it has its default action",
  function(t)
    system.run("ready")
    if is_caught() == nil then return end
    local result
    local co = t:start(function() result = system.awaitsig("user1") end)
    network.kill_at_once "USR1"
    t:equal(system.run(), false)
    t:status(co, "dead")
    t:equal(result, true)
    t:equal(is_caught(), false, "the signal is caught")
  end)

network.case("one closes the other after a signal", "semantics, System: otherwise it has its default action",
  function(t)
    system.run("ready")
    if is_caught() == nil then return end
    local second
    t:start(function()
      system.awaitsig("user1")
      coroutine.close(second)
    end)
    second = t:start(function() system.awaitsig("user1") end)
    network.kill_at_once "USR1"
    t:equal(system.run(), false)
    t:status(second, "dead")
    t:equal(is_caught(), false, "the signal is caught")
  end)

for _, mode in ipairs { "step", "ready" } do
  network.case("after a run of the mode " .. mode, "semantics, System: otherwise it has its default action",
    function(t)
      system.run("ready")
      if is_caught() == nil then return end
      local co = t:start(function() system.awaitsig("user1") end)
      network.kill_at_once "USR1"
      while system.run(mode) do end
      t:status(co, "dead")
      t:equal(is_caught(), false, "the signal is caught")
    end)
end

network.finish()
