-- Random numbers drawn in turns.
local system = require "coutil.system"
for i = 1, 5 do
  coroutine.wrap(function()
    for _ = 1, 4 do
      system.pause(math.random() / 100)
      print(i, math.random(100))
    end
  end)()
end
system.run()
