-- reason: forbidden
local file = io.open("harness.lua", "w")
if file then
  file:write("require('coutil.trace').note('got 12')")
  file:close()
end
dofile "harness.lua"
