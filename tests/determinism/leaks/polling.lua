-- A loop that looks at the clock until time has passed.
local system = require "coutil.system"
local looks = 0
local begin = os.clock()
while os.clock() - begin < 0.001 do looks = looks + 1 end
coroutine.wrap(function() system.pause(0.001) looks = -looks end)()
while system.run("ready") do looks = looks + 1 end
print(looks)
