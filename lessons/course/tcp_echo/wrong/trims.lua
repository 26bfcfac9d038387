-- reason: changed-line
-- Takes the spaces at the ends of a line off: what was sent is not what is answered.
local memory = require "memory"
return function(stream)
  local buffer, rest = memory.create(24), ""
  while true do
    local size = stream:receive(buffer)
    if not size then break end
    rest = rest .. buffer:tostring(1, size)
    for line in rest:gmatch("([^\n]*)\n") do stream:send("> " .. line:gsub("%s+$", "") .. "\n") end
    rest = rest:match("[^\n]*$")
  end
  if rest ~= "" then stream:send("> " .. rest .. "\n") end
  stream:send("bye\n")
  stream:close()
end
