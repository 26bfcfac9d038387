-- The program "sh" of the simulated machine: sh -c LINE [NAME [ARG...]]. It understands the lines that the tests use,
-- and says of every other what it does not understand. Also runs on a real machine, but for numbers of processes.

local folder = debug.getinfo(1, "S").source:match "^@(.*/)" or ""
package.path = folder .. "shell/?.lua;/lib/shell/?.lua;" .. package.path
local Shell = require "shell"
local system = require "coutil.system"

if arg[1] ~= "-c" or not arg[2] then
  io.stderr:write("sh: this shell is called as sh -c LINE [NAME [ARG...]]\n")
  os.exit(2)
end

local status
assert(coroutine.resume(coroutine.create(function()
  status = Shell.new(arg[3] or "sh", { table.unpack(arg, 4) }):line(arg[2])
end)))
while status == nil do system.run() end
io.stdout:flush()
os.exit(status)
