-- exit 1
-- stderr has from the handler
-- An error of the handler leaves the coroutine, which the engine resumed.
require("coutil.spawn").trap(function() error("from the handler") end, function() return 1 end)
