-- The order and the time at which finalizers run.
for i = 1, 200 do setmetatable({}, { __gc = function() io.write(i, " ") end }) end
collectgarbage()
for i = 201, 400 do setmetatable({}, { __gc = function() io.write(i, " ") end }) end
