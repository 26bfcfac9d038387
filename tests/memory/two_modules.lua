-- memory.so and coutil.so in one stock Lua state, each with the memories' code inside: they are one module.
-- two_modules.lua MEMORY_SO memory_first|coutil_first

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local cases = require "cases"

local open_alone = assert(package.loadlib(arg[1], "luaopen_memory"))
local alone
if arg[2] == "memory_first" then alone = open_alone() end
require "coutil.event"
local inside = package.preload.memory()
alone = alone or open_alone()

cases.case("one table", function(t) t:equal(alone, inside) end)
cases.case("require gives it, too", function(t) t:equal(require "memory", alone) end)
cases.case("memories are used by both", function(t)
  local m = inside.create("abc")
  t:equal(alone.type(m), "fixed")
  t:equal(m == alone.create("abc"), true)
  local r = alone.create()
  inside.resize(r, 3, m)
  t:holds(r, "abc")
end)
cases.case("a module that was preloaded by others stays", function(t)
  t:equal(type(package.preload.memory), "function")
end)
cases.finish()
