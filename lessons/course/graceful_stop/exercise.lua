-- A server that ends when it is told to.

local system = require "coutil.system"

return function(accept, work)
  coroutine.wrap(function()
    while true do
      local request = accept()
      coroutine.wrap(work)(request) -- returns when work waits for something
    end
  end)()
  system.awaitsig("terminate")
end
