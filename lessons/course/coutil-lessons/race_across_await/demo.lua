-- Three coroutines count to 10 each, on one counter.

local spawn = require "coutil.spawn"
local system = require "coutil.system"

local count = 0

local function counter()
  for _ = 1, 10 do
    local old = count
    system.pause()
    count = old + 1
  end
end

for _ = 1, 3 do spawn.catch(error, counter) end
system.run()
print(count)
