-- same verdict: other names for whoever runs
local name = require("coutil.trace").name
local real = coroutine.running
function coroutine.running()
  name(real(), "somebody else")
  return real()
end
setmetatable(_G, { __index = function() coroutine.running() end })
coroutine.running()
_ = nothing
