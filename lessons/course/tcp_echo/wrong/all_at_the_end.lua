-- reason: waits-for-more
-- Reads everything first; who waits for an answer before it says more waits for ever.
local memory = require "memory"
return function(stream)
  local buffer, text = memory.create(16), ""
  while true do
    local size = stream:receive(buffer)
    if not size then break end
    text = text .. buffer:tostring(1, size)
  end
  if text:sub(-1) ~= "\n" then text = text .. "\n" end
  for line in text:gmatch("([^\n]*)\n") do stream:send("> " .. line .. "\n") end
  stream:send("bye\n")
  stream:close()
end
