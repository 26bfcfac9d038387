-- reason: wrong-answer
-- A larger buffer, so that each line fits; but a stream does not keep lines apart, nor together.
local memory = require "memory"
return function(stream)
  local buffer = memory.create(4096)
  while true do
    local size = stream:receive(buffer)
    if not size then break end
    for line in buffer:tostring(1, size):gmatch("[^\n]*") do stream:send("> " .. line .. "\n") end
  end
  stream:send("bye\n")
  stream:close()
end
