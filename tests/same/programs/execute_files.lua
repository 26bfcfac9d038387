-- A program's standard files, its environment and its folder.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local function contents(file)
  file:seek "set"
  return file:read "a"
end

tools.run(function()
  local input, output, errors = io.tmpfile(), io.tmpfile(), io.tmpfile()
  input:write("what is read")
  input:seek "set"
  local cmd = { execfile = "/bin/cat", stdin = input, stdout = output }
  print(system.execute(cmd))
  print(contents(output))
  cmd = { execfile = "/bin/sh", arguments = { "-c", "echo out; echo err >&2; exit 2" }, stdout = output, stderr = errors }
  print(system.execute(cmd))
  print(contents(output), contents(errors))
  output:write("held back;")
  cmd.arguments[2] = 'echo "$NAME,${HOME-unset}"; pwd'
  cmd.environment, cmd.runpath = { NAME = "value" }, "/"
  print(system.execute(cmd))
  print(contents(output))
  print(io.type(input), io.type(output))
  input:close()
  print(pcall(system.execute, { execfile = "/bin/true", stdin = input }))
end)
