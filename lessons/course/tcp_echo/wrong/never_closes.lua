-- reason: not-closed
-- Says good bye and does not go.
local memory = require "memory"
return function(stream)
  local buffer, rest = memory.create(16), ""
  while true do
    local size = stream:receive(buffer)
    if not size then break end
    rest = rest .. buffer:tostring(1, size)
    for line in rest:gmatch("([^\n]*)\n") do stream:send("> " .. line .. "\n") end
    rest = rest:match("[^\n]*$")
  end
  if rest ~= "" then stream:send("> " .. rest .. "\n") end
  stream:send("bye\n")
end
