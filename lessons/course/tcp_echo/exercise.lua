-- Answers each line that comes over a stream.

local memory = require "memory"

return function(stream)
  local buffer = memory.create(24)
  while true do
    local size = stream:receive(buffer)
    if not size then break end
    local line = buffer:tostring(1, size):gsub("\n", "")
    stream:send("> " .. line .. "\n")
  end
  stream:send("bye\n")
  stream:close()
end
