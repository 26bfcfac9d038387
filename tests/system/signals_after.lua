-- Conformance of coutil.system: a signal has its default action as soon as run has returned after it came.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local system = require "coutil.system"

-- Whether this process catches SIGUSR1, or nil where that can't be read.
local function is_caught()
  local ok, pipe = pcall(io.popen, "grep SigCgt /proc/$PPID/status 2>/dev/null")
  if not ok or not pipe then return nil end
  local mask = pipe:read("a"):match("SigCgt:%s*(%x+)")
  pipe:close()
  return mask and tonumber(mask, 16) >> 9 & 1 == 1
end

network.case("the main program goes on after a signal", "semantics, System: otherwise it has its default action",
  function(t)
    system.run("ready")
    if is_caught() == nil then return end
    local result
    local co = t:start(function() result = system.awaitsig("user1") end)
    io.popen("kill -USR1 $PPID"):close()
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
    io.popen("kill -USR1 $PPID"):close()
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
      io.popen("kill -USR1 $PPID"):close()
      while system.run(mode) do end
      t:status(co, "dead")
      t:equal(is_caught(), false, "the signal is caught")
    end)
end

network.finish()
