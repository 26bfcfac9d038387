-- What is left in weak tables.
local system = require "coutil.system"
local weak = setmetatable({}, { __mode = "k" })
coroutine.wrap(function()
  for i = 1, 300 do
    weak[{}] = ("y"):rep(5000) .. i
    system.pause(0.001)
    local count = 0
    for _ in pairs(weak) do count = count + 1 end
    if i % 30 == 0 then print(i, count) end
  end
end)()
system.run()
