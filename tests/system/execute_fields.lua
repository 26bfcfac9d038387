-- Conformance of coutil.system: execute's wrong arguments, processes in parallel, and those that are left.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local event = require "coutil.event"
local system = require "coutil.system"
local case = network.case
local programs = network.programs

local function alone(name, guards, body)
  case(name, guards, function(t) network.together(t, function() body(t) end) end)
end

-- The command with the fields is an argument error that names the field, and starts nothing.
local function wrong(t, field, fields)
  local cmd = { execfile = programs.succeeds }
  for name, value in pairs(fields) do cmd[name] = value end
  t:start(function()
    t:raises_argument(1, "execute", system.execute, cmd)
    t:raises(field, system.execute, cmd)
  end)
  t:equal(cmd.pid, nil, "a process was started")
end

case("no program", "manual, execute: execfile is required", function(t)
  t:start(function()
    t:raises("execfile", system.execute, {})
    t:raises_argument(1, "execute", system.execute, { arguments = { "x" } })
    t:raises_argument(1, "execute", system.execute)
    for _, value in ipairs { true, print, io.stdout } do t:raises_argument(1, "execute", system.execute, value) end
    t:raises_argument(1, "execute", system.execute, nil, "x")
  end)
  for _, value in ipairs { {}, true, print } do wrong(t, "execfile", { execfile = value }) end
end)

case("arguments that are none", "pages, execute: wrong argument: argument error", function(t)
  t:start(function()
    for _, value in ipairs { {}, true, print } do
      t:raises_argument(2, "execute", system.execute, programs.succeeds, value)
      t:raises_argument(4, "execute", system.execute, programs.succeeds, "a", "b", value)
    end
    t:raises_argument(2, "execute", system.execute, programs.succeeds, nil)
  end)
end)

case("wrong fields", "pages, execute: wrong fields: argument error naming the field", function(t)
  for _, value in ipairs { {}, true, print } do wrong(t, "runpath", { runpath = value }) end
  for _, value in ipairs { "x", 1, true, print } do
    wrong(t, "arguments", { arguments = value })
    wrong(t, "environment", { environment = value })
  end
  for _, field in ipairs { "stdin", "stdout", "stderr" } do
    for _, value in ipairs { "/dev/null", 1, true, {}, print } do wrong(t, field, { [field] = value }) end
  end
end)

case("wrong elements", "pages, execute: wrong fields: argument error naming the field", function(t)
  for _, value in ipairs { {}, true, print } do
    wrong(t, "arguments", { arguments = { "a", value } })
    wrong(t, "environment", { environment = { NAME = value } })
  end
  wrong(t, "environment", { environment = { [true] = "x" } })
  wrong(t, "environment", { environment = { [{}] = "x" } })
end)

case("a zero byte in a text", "pages, execute: a text contains a zero byte: names the field", function(t)
  wrong(t, "execfile", { execfile = "/bin/true\0" })
  wrong(t, "runpath", { runpath = "/\0" })
  wrong(t, "arguments", { arguments = { "a", "b\0c" } })
  wrong(t, "environment", { environment = { NAME = "a\0" } })
  wrong(t, "environment", { environment = { ["NA\0ME"] = "a" } })
  t:start(function()
    t:raises_argument(1, "execute", system.execute, "/bin/true\0")
    t:raises_argument(3, "execute", system.execute, programs.succeeds, "a", "\0")
  end)
end)

case("a closed file", "semantics, System: a closed one is an argument error", function(t)
  for _, field in ipairs { "stdin", "stdout", "stderr" } do
    local file = network.scratch(t)
    file:close()
    wrong(t, field, { [field] = file })
  end
end)

alone("after an error it works", "pages, execute", function(t)
  t:ok(not pcall(system.execute, { execfile = programs.succeeds, stdin = 1, stdout = network.scratch(t) }))
  t:values(table.pack(system.execute(programs.succeeds)), "exit", 0)
end)

case("processes in parallel", "manual, execute: suspends the calling coroutine only", function(t)
  local tasks = {}
  for index = 1, 20 do
    tasks[index] = function()
      t:values(table.pack(system.execute(programs.shell, "-c", "exit " .. index)), "exit", index)
    end
  end
  network.together(t, table.unpack(tasks))
end)

alone("others go on while a process runs", "manual, execute: suspends the calling coroutine", function(t)
  local cmd = { execfile = programs.shell, arguments = { "-c", "while :; do sleep 1; done" } }
  local results
  t:start(function() results = table.pack(system.execute(cmd)) end)
  for _ = 1, 5 do system.pause(0.001) end
  t:equal(results, nil)
  t:values(table.pack(system.execute(programs.shell, "-c", "kill -KILL " .. cmd.pid)), "exit", 0)
  while not results do system.pause(0.001) end
  t:values(results, "signal", "SIGKILL", 9)
end)

alone("nothing is left of a process", "pages, execute: the process is reaped", function(t)
  local cmd = { execfile = programs.succeeds }
  t:values(table.pack(system.execute(cmd)), "exit", 0)
  t:values(table.pack(system.execute(programs.shell, "-c", "kill -0 " .. cmd.pid .. " 2>/dev/null")), "exit", 1)
end)

local function text_of(path)
  local file = io.open(path)
  local text = file:read("a")
  file:close()
  return text
end

-- A process whose coroutine is left by `leave`: it goes on, and is reaped in the end.
local function left_process(t, leave)
  local path = os.tmpname()
  local cmd = { execfile = programs.shell,
    arguments = { "-c", 'printf begun >>"$1"; sleep 0.05; printf " ended" >>"$1"', "sh", path } }
  local co = t:start(function()
    t:values(table.pack(system.execute(cmd)), "hand", nil)
    event.await("on")
  end)
  leave(co)
  t:equal(system.run("ready"), false, "a process without its coroutine keeps run going")
  network.together(t, function()
    while text_of(path) ~= "begun ended" do system.pause(0.005) end
    repeat
      network.settle()
      local _, status = system.execute(programs.shell, "-c", "kill -0 " .. cmd.pid .. " 2>/dev/null")
    until status == 1
  end)
  event.emitone("on")
  os.remove(path)
end

case("execute resumed by hand", "semantics, System: a process that runs goes on without it", function(t)
  left_process(t, function(co) t:resume(co, "hand", nil) end)
end)

case("who executes is closed", "semantics, System: a process that runs goes on without it", function(t)
  left_process(t, function(co) coroutine.close(co) end)
end)

alone("another process at once", "pages, execute: who is resumed by hand may start another at once", function(t)
  local results
  local co = t:start(function()
    system.execute(programs.succeeds)
    results = table.pack(system.execute(programs.shell, "-c", "exit 5"))
  end)
  t:resume(co)
  while not results do system.pause(0.001) end
  t:values(results, "exit", 5)
  network.settle(20)
end)

case("a failed start resumed by hand", "semantics, System: resumed by hand, it returns those values", function(t)
  local results
  local co = t:start(function() results = table.pack(system.execute("/no/such/program")) end)
  t:resume(co, "hand")
  t:values(results, "hand")
  t:equal(system.run(), false)
  co = t:start(function() system.execute("/no/such/program") end)
  coroutine.close(co)
  t:equal(system.run(), false)
end)

alone("a process that writes much", "manual, execute: stdout", function(t)
  local file = network.scratch(t)
  t:values(table.pack(system.execute { execfile = programs.shell, stdout = file,
    arguments = { "-c", "i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done" } }), "exit", 0)
  local text = network.contents(file)
  t:equal(#text, 108890)
  t:equal(text:sub(-6), "19999\n")
  file:close()
end)

alone("descriptors are not inherited", "pages, execute: nothing but the three standard files", function(t)
  local listener = network.listener(t)
  local datagram = network.bound(t, "datagram")
  local file = network.scratch(t)
  system.execute { execfile = programs.shell, stdout = file,
    arguments = { "-c", "ls -l /proc/self/fd 2>/dev/null | grep -c socket:; true" } }
  local count = tonumber(network.contents(file))
  t:ok(count == nil or count == 0, "sockets of this process in another: " .. tostring(count))
  file:close()
  network.close(t, listener, datagram)
end)

alone("numbers in a table", "pages, execute: numbers are converted", function(t)
  t:values(table.pack(system.execute { execfile = programs.shell, arguments = { "-c", '[ "$1 $2" = "10 1.5" ]', "sh",
    10, 1.5 } }), "exit", 0)
  t:values(table.pack(system.execute { execfile = programs.shell, environment = { NAME = 7 },
    arguments = { "-c", '[ "$NAME" = 7 ]' } }), "exit", 0)
end)

network.finish()
