-- Conformance of coutil.system: execute, in both forms. The programs are named in network.lua.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local system = require "coutil.system"
local case = network.case
local programs = network.programs
local this_file = arg[0]

local function alone(name, guards, body)
  case(name, guards, function(t) network.together(t, function() body(t) end) end)
end

-- What the shell's commands write, run with these fields besides.
local function output(t, commands, fields, ...)
  local cmd = { execfile = programs.shell, arguments = { "-c", commands, "sh", ... }, stdout = network.scratch(t) }
  for name, value in pairs(fields or {}) do cmd[name] = value end
  t:values(table.pack(system.execute(cmd)), "exit", 0)
  local text = network.contents(cmd.stdout)
  cmd.stdout:close()
  return text
end

alone("a program that succeeds", "manual, execute: exit and the status", function(t)
  t:values(table.pack(system.execute(programs.succeeds)), "exit", 0)
end)

alone("a program that fails", "manual, execute: exit and the status", function(t)
  t:values(table.pack(system.execute(programs.fails)), "exit", 1)
end)

alone("every status", "manual, execute: followed by a number of the exit status", function(t)
  for _, status in ipairs { 0, 1, 7, 42, 127, 128, 200, 255 } do
    local results = table.pack(system.execute(programs.shell, "-c", "exit " .. status))
    t:values(results, "exit", status)
    t:equal(math.type(results[2]), "integer")
  end
end)

alone("arguments", "manual, execute: strings to be used as command-line arguments", function(t)
  t:values(table.pack(system.execute(programs.shell, "-c",
    '[ $# = 3 ] && [ "$1" = one ] && [ "$2" = "two words" ] && [ -z "$3" ]', "sh", "one", "two words", "")), "exit", 0)
  t:equal(output(t, 'printf "<%s>" "$@"', nil, "a", "", "b c", "$HOME", "*", "'", "\n", "é"),
    "<a><><b c><$HOME><*><'><\n><é>")
end)

alone("numbers as arguments", "pages, execute: numbers are converted", function(t)
  t:values(table.pack(system.execute(programs.shell, "-c", '[ "$1 $2" = "10 1.5" ]', "sh", 10, 1.5)), "exit", 0)
  t:equal(output(t, 'printf "<%s>" "$@"', nil, 10, 1.5, -3), "<10><1.5><-3>")
end)

alone("many arguments", "manual, execute: every other extra arguments", function(t)
  local list = {}
  for index = 1, 500 do list[index] = tostring(index) end
  t:equal(output(t, 'printf "%s," "$@"', nil, table.unpack(list)), table.concat(list, ",") .. ",")
end)

alone("no arguments", "manual, execute: receives no arguments", function(t)
  t:values(table.pack(system.execute { execfile = programs.succeeds }), "exit", 0)
  t:values(table.pack(system.execute { execfile = programs.fails, arguments = {} }), "exit", 1)
end)

case("pid is set before it suspends", "manual, execute: pid is set before it is suspended", function(t)
  local cmd = { execfile = programs.shell, arguments = { "-c", "echo $$" }, stdout = network.scratch(t) }
  local results
  local co = t:start(function() results = table.pack(system.execute(cmd)) end)
  t:status(co, "suspended")
  t:equal(math.type(cmd.pid), "integer")
  local pid = cmd.pid
  t:equal(system.run(), false)
  t:values(results, "exit", 0)
  t:equal(cmd.pid, pid)
  t:equal(tonumber(network.contents(cmd.stdout)), pid)
  cmd.stdout:close()
end)

alone("the current directory", "manual, execute: runpath", function(t)
  t:equal(output(t, "pwd", { runpath = "/" }), "/\n")
  t:equal(output(t, "pwd -P", { runpath = "/usr" }), "/usr\n")
  t:equal(output(t, "pwd -P"), output(t, "pwd -P", { runpath = "." }))
end)

alone("standard input", "manual, execute: stdin", function(t)
  local input = network.scratch(t)
  input:write("what is read")
  input:seek("set", 0)
  t:equal(output(t, programs.copies, { stdin = input }), "what is read")
  input:close()
  local script = io.open(this_file)
  t:equal(output(t, programs.copies, { stdin = script }), network.contents(script))
  script:close()
end)

alone("standard error", "manual, execute: stderr", function(t)
  local errors = network.scratch(t)
  t:equal(output(t, "echo out; echo err >&2", { stderr = errors }), "out\n")
  t:equal(network.contents(errors), "err\n")
  errors:close()
end)

alone("one file for both", "manual, execute: stdout, stderr", function(t)
  local file = network.scratch(t)
  t:values(table.pack(system.execute { execfile = programs.shell, arguments = { "-c", "echo out; echo err >&2" },
    stdout = file, stderr = file }), "exit", 0)
  t:equal(network.contents(file), "out\nerr\n")
  file:close()
end)

alone("files are flushed before", "semantics, System: flushed before the process starts", function(t)
  local file = network.scratch(t)
  file:setvbuf("full")
  file:write("before ")
  t:values(table.pack(system.execute { execfile = programs.shell, arguments = { "-c", "printf during" },
    stdout = file }), "exit", 0)
  file:seek("end", 0)
  file:write(" after")
  t:equal(network.contents(file), "before during after")
  file:close()
end)

alone("a file stays the program's", "manual, execute: stdout", function(t)
  local file = network.scratch(t)
  for index = 1, 3 do
    system.execute { execfile = programs.shell, arguments = { "-c", "echo " .. index }, stdout = file }
    t:equal(io.type(file), "file")
  end
  t:equal(network.contents(file), "1\n2\n3\n")
  file:close()
end)

alone("the environment", "manual, execute: only the variables defined will be available", function(t)
  t:equal(output(t, 'echo "$ONE,$TWO,$HOME,$LUA_CPATH"', { environment = { ONE = "1", TWO = "two words" } }),
    "1,two words,,\n")
  t:equal(output(t, 'echo "$EMPTY,${EMPTY-unset},${OTHER-unset}"', { environment = { EMPTY = "" } }), ",,unset\n")
end)

alone("an empty environment", "manual, execute: only the variables defined will be available", function(t)
  t:equal(output(t, 'echo "${HOME-unset} ${USER-unset} ${LANG-unset}"', { environment = {} }), "unset unset unset\n")
end)

alone("the environment is inherited", "manual, execute: inherits the environment variables", function(t)
  t:equal(output(t, 'printf %s "$PATH"'), os.getenv("PATH") or "")
  t:equal(output(t, 'printf %s "$HOME"'), os.getenv("HOME") or "")
end)

alone("terminated by a signal", "manual, execute: signal, its name and number", function(t)
  for word, number in network.sorted { terminate = 15, hangup = 1, interrupt = 2, user1 = 10, user2 = 12,
    clocktime = 14, quit = 3, abort = 6 } do
    local results = table.pack(system.execute(programs.shell, "-c", "ulimit -c 0; kill -" .. number .. " $$"))
    t:values(results, "signal", word, number)
    t:equal(math.type(results[3]), "integer")
  end
end)

alone("terminated by a signal without a word", "pages, execute: else the UNIX name", function(t)
  t:values(table.pack(system.execute(programs.shell, "-c", "kill -KILL $$")), "signal", "SIGKILL", 9)
  t:values(table.pack(system.execute(programs.shell, "-c", "ulimit -c 0; kill -SEGV $$")), "signal", "SIGSEGV", 11)
end)

alone("a signal from here", "manual, execute: pid identifies the process", function(t)
  local cmd, results = { execfile = programs.shell, arguments = { "-c", "while :; do sleep 1; done" } }, nil
  t:start(function() results = table.pack(system.execute(cmd)) end)
  t:values(table.pack(system.execute(programs.shell, "-c", "kill -TERM " .. cmd.pid)), "exit", 0)
  while not results do system.pause(0.001) end
  t:values(results, "signal", "terminate", 15)
end)

alone("a process ends by SIGPIPE", "pages, execute: SIGPIPE is ours to ignore", function(t)
  t:values(table.pack(system.execute(programs.shell, "-c", "kill -PIPE $$; exit 3")), "signal", "loosepipe", 13)
end)

alone("a process has the signals' default actions", "manual, execute: terminated by a signal", function(t)
  local co = t:start(function() system.awaitsig("user1") end)
  t:values(table.pack(system.execute(programs.shell, "-c", "kill -USR1 $$; exit 3")), "signal", "user1", 10)
  coroutine.close(co)
end)

alone("a missing file", "manual, execute: or nil plus an error message", function(t)
  network.fails(t, "no such file or directory", system.execute("/no/such/program"))
  network.fails(t, "no such file or directory", system.execute("/no/such/program", "with", "arguments"))
  local cmd = { execfile = "/no/such/program" }
  network.fails(t, "no such file or directory", system.execute(cmd))
end)

alone("no pid of what was not started", "pages, execute: pid is taken away", function(t)
  local cmd = { execfile = programs.succeeds }
  t:values(table.pack(system.execute(cmd)), "exit", 0)
  t:ok(cmd.pid)
  cmd.execfile = "/no/such/program"
  network.fails(t, "no such file or directory", system.execute(cmd))
  t:equal(cmd.pid, nil)
end)

alone("a program by its name", "pages, execute: a name is looked for in PATH", function(t)
  t:values(table.pack(system.execute("true")), "exit", 0)
  t:values(table.pack(system.execute { execfile = "sh", arguments = { "-c", "exit 4" } }), "exit", 4)
  network.fails(t, "no such file or directory", system.execute("no-such-program-anywhere"))
end)

alone("a file that is not executable", "manual, execute: or nil plus an error message", function(t)
  local path = this_file:find("/", 1, true) and this_file or "./" .. this_file
  network.fails(t, "permission denied", system.execute(path))
  network.fails(t, "permission denied", system.execute { execfile = path })
end)

alone("a folder", "manual, execute: or nil plus an error message", function(t)
  network.fails(t, "permission denied", system.execute("/"))
end)

alone("a file as a folder", "manual, execute: or nil plus an error message", function(t)
  network.fails(t, "not a directory", system.execute(programs.succeeds .. "/program"))
end)

alone("a missing directory", "manual, execute: or nil plus an error message", function(t)
  network.fails(t, "no such file or directory",
    system.execute { execfile = programs.succeeds, runpath = "/no/such/folder" })
end)

case("execute suspends even if it fails", "semantics, System: suspends even when its result is at hand", function(t)
  for _, path in ipairs { programs.succeeds, "/no/such/program" } do
    local co = t:start(function() system.execute(path) end)
    t:status(co, "suspended", path)
    t:equal(system.run(), false)
    t:status(co, "dead")
  end
end)

case("execute outside a coroutine", "semantics, System: unable to yield, before it does anything", function(t)
  local cmd = { execfile = programs.succeeds }
  t:raises("unable to yield", system.execute, programs.succeeds)
  t:raises("unable to yield", system.execute, cmd)
  t:equal(cmd.pid, nil, "no process was started")
  t:equal(system.run(), false)
end)

network.finish()
