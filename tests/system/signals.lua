-- Conformance of coutil.system: awaitsig, with every signal of the manual's tables.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local event = require "coutil.event"
local system = require "coutil.system"
local case = network.case

-- The manual's words and the UNIX names without SIG, as the shell's kill knows them (IO is POLL).
local kSignals = {
  abort = "ABRT", continue = "CONT", terminate = "TERM",
  bgread = "TTIN", bgwrite = "TTOU", hangup = "HUP", interrupt = "INT", quit = "QUIT", stop = "TSTP",
  winresize = "WINCH",
  child = "CHLD", clocktime = "ALRM", cpulimit = "XCPU", cputimall = "PROF", cputimprc = "VTALRM", debug = "TRAP",
  filelimit = "XFSZ", loosepipe = "PIPE", polling = "IO", sysargerr = "SYS", urgsock = "URG", user1 = "USR1",
  user2 = "USR2",
}
local kWatched = { "user1", "user2", "terminate", "winresize", "hangup" }

local function is_caught(word) return network.catches(kSignals[word]) end

for word, name in network.sorted(kSignals) do
  case("the signal " .. word, "manual, awaitsig: resumed when the process receives the signal", function(t)
    local result
    network.together(t, function() result = table.pack(system.awaitsig(word)) end,
      function() network.kill(t, name) end)
    t:values(result, true)
  end)
end

case("a signal suspends", "pages, awaitsig: suspends always", function(t)
  local result
  local co = t:start(function() result = table.pack(system.awaitsig("user1")) end)
  t:status(co, "suspended")
  t:equal(system.run("ready"), true, "who awaits a signal is scheduled")
  t:status(co, "suspended")
  network.together(t, function() network.kill(t, "USR1") end, network.settle)
  t:status(co, "dead")
  t:values(result, true)
  t:equal(system.run(), false)
end)

case("all who await a signal", "semantics, System: all who await it are resumed", function(t)
  local tasks = {}
  for index = 1, 10 do
    tasks[index] = function()
      t:values(table.pack(system.awaitsig("user1")), true)
      t:log(index)
    end
  end
  tasks[11] = function() network.kill(t, "USR1") end
  network.together(t, table.unpack(tasks))
  t:logged("1 2 3 4 5 6 7 8 9 10")
end)

case("different signals", "manual, awaitsig: the signal indicated", function(t)
  local words = { "user1", "user2", "hangup", "winresize" }
  local tasks = {}
  for index, word in ipairs(words) do
    tasks[index] = function()
      system.awaitsig(word)
      t:log(word)
      if words[index - 1] then network.kill(t, kSignals[words[index - 1]]) end
    end
  end
  tasks[#tasks + 1] = function() network.kill(t, "WINCH") end
  network.together(t, table.unpack(tasks))
  t:logged("winresize hangup user2 user1")
end)

case("one signal after another", "manual, awaitsig", function(t)
  local count = 0
  network.together(t, function()
    for _ = 1, 10 do
      system.awaitsig("user1")
      count = count + 1
      event.emitone("came")
    end
  end, function()
    for round = 1, 10 do
      local sender = t:start(function() network.kill(t, "USR1") end)
      event.await("came")
      while coroutine.status(sender) ~= "dead" do system.pause(0.001) end
      t:equal(count, round)
    end
  end)
end)

case("who awaits again awaits a later signal", "semantics, System: all who await it are resumed", function(t)
  local count = 0
  local co = t:start(function()
    while true do
      system.awaitsig("user2")
      count = count + 1
    end
  end)
  network.together(t, function()
    for round = 1, 3 do
      network.kill(t, "USR2")
      network.settle()
      t:equal(count, round)
    end
    coroutine.close(co)
  end)
end)

case("a signal that nobody awaits any more", "semantics, System: caught while somebody awaits it", function(t)
  if is_caught("user1") == nil then return end
  for _, word in ipairs(kWatched) do
    t:equal(is_caught(word), false, word)
    local co = t:start(function() system.awaitsig(word) end)
    t:equal(is_caught(word), true, word)
    coroutine.close(co)
    system.run("ready")
    t:equal(is_caught(word), false, word .. " after its coroutine was closed")
    co = t:start(function() system.awaitsig(word) end)
    t:resume(co)
    system.run("ready")
    t:equal(is_caught(word), false, word .. " after a resume by hand")
  end
end)

case("a signal is not caught after it came", "semantics, System: otherwise it has its default action", function(t)
  network.together(t, function() system.awaitsig("user1") end, function() network.kill(t, "USR1") end)
  system.run("ready")
  t:ok(not is_caught("user1"))
  local a, b = t:start(function() system.awaitsig("user2") end), t:start(function() system.awaitsig("user2") end)
  coroutine.close(a)
  system.run("ready")
  t:ok(is_caught("user2") ~= false, "one still awaits it")
  coroutine.close(b)
  system.run("ready")
  t:ok(not is_caught("user2"))
end)

case("a signal ignored by default", "semantics, System: otherwise it has its default action", function(t)
  network.together(t, function()
    network.kill(t, "WINCH")
    network.kill(t, "CONT")
    network.kill(t, "URG")
  end)
end)

case("names of no signal", "pages, awaitsig: invalid signal: argument error", function(t)
  t:start(function()
    for _, name in ipairs { "", "SIGINT", "INT", "int", "Terminate", "usr1", "segv", "9", "childs" } do
      t:raises_argument(1, "awaitsig", system.awaitsig, name)
      t:raises("invalid signal", system.awaitsig, name)
    end
    t:raises_argument(1, "awaitsig", system.awaitsig)
    t:raises_argument(1, "awaitsig", system.awaitsig, {})
  end)
end)

case("signals that can't be caught", "pages, awaitsig: says it can't be caught", function(t)
  t:start(function()
    for _, name in ipairs { "kill", "SIGKILL", "SIGSTOP" } do
      t:raises_argument(1, "awaitsig", system.awaitsig, name)
      t:raises("invalid signal", system.awaitsig, name)
    end
    t:raises("caught", system.awaitsig, "kill")
  end)
end)

case("awaitsig outside a coroutine", "semantics, System: unable to yield, before it does anything", function(t)
  t:raises("unable to yield", system.awaitsig, "user1")
  t:ok(not is_caught("user1"))
  t:equal(system.run(), false)
end)

case("awaitsig resumed by hand", "manual, awaitsig: returns like pause", function(t)
  local results
  local co = t:start(function()
    results = table.pack(system.awaitsig("user1"))
    event.await("on")
  end)
  t:resume(co, "hand", nil)
  t:values(results, "hand", nil)
  t:equal(system.run(), false)
  t:status(co, "suspended")
  event.emitone("on")
end)

case("one of several is resumed by hand", "semantics, System: its operation is cancelled", function(t)
  local words = {}
  local first = t:start(function() words[1] = system.awaitsig("user1") end)
  network.together(t, function() words[2] = system.awaitsig("user1") end, function()
    t:resume(first, "hand")
    network.kill(t, "USR1")
  end, function() words[3] = system.awaitsig("user1") end)
  t:equal(words[1], "hand")
  t:equal(words[2], true)
  t:equal(words[3], true)
end)

case("one of several is closed before its turn", "semantics, System: its operation is cancelled", function(t)
  local second
  network.together(t, function()
    system.awaitsig("user1")
    coroutine.close(second)
    t:log("first")
  end, function()
    second = t:start(function()
      system.awaitsig("user1")
      t:log("second")
    end)
    network.kill(t, "USR1")
    network.settle()
  end)
  t:logged("first")
end)

case("signals faster than who awaits them", "pages, awaitsig: who awaits it again in its turn misses none", function(t)
  local count = 0
  network.together(t, function()
    for _ = 1, 3 do
      system.awaitsig("user1")
      count = count + 1
      event.emitone("came")
    end
  end, function()
    -- Two of a kind may become one, so the third is sent until it came.
    t:values(table.pack(system.execute(network.programs.shell, "-c", "kill -USR1 $PPID; kill -USR1 $PPID")), "exit", 0)
    network.settle()
    t:ok(count >= 1)
    while count < 3 do
      network.kill(t, "USR1")
      network.settle()
    end
  end)
end)

case("left for another signal", "pages: who is resumed by hand may start another at once", function(t)
  local word
  local co = t:start(function()
    system.awaitsig("user1")
    system.awaitsig("user2")
    word = "user2"
  end)
  t:resume(co)
  network.together(t, function() network.kill(t, "USR2") end, network.settle)
  t:equal(word, "user2")
  t:status(co, "dead")
end)

case("a coroutine that nothing else holds awaits a signal", "manual, awaitsig: schedules it", function(t)
  network.together(t, function()
    t:start(function()
      system.awaitsig("user1")
      t:log("came")
    end)
    collectgarbage()
    collectgarbage()
    network.kill(t, "USR1")
    network.settle()
  end)
  t:logged("came")
end)

case("an end of a process is the signal child", "manual, awaitsig: child process terminated", function(t)
  network.together(t, function() t:values(table.pack(system.awaitsig("child")), true) end,
    function() t:values(table.pack(system.execute(network.programs.succeeds)), "exit", 0) end)
end)

case("a signal and a timer", "manual, run: schedules", function(t)
  network.together(t, function()
    system.awaitsig("user1")
    t:log("signal")
  end, function()
    network.kill(t, "USR1")
    network.settle()
    t:log("timer")
  end)
  t:logged("signal timer")
end)

case("an error in who awaited a signal", "semantics, Errors", function(t)
  network.together(t, function()
    t:start(function()
      system.awaitsig("user1")
      error("after the signal", 0)
    end)
    network.kill(t, "USR1")
    network.settle()
  end)
  local errors = t:caught()
  t:equal(#errors, 1)
  t:equal(errors[1][1], "after the signal")
end)

network.finish()
