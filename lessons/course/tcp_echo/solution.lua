-- Answers each line that comes over a stream, in whatever pieces it comes.

local memory = require "memory"

return function(stream)
  local buffer = memory.create(24)
  local rest = "" -- what came and is no whole line yet
  while true do
    local size = stream:receive(buffer)
    if not size then break end
    rest = rest .. buffer:tostring(1, size)
    for line in rest:gmatch("([^\n]*)\n") do stream:send("> " .. line .. "\n") end
    rest = rest:match("[^\n]*$")
  end
  if rest ~= "" then stream:send("> " .. rest .. "\n") end
  stream:send("bye\n")
  stream:close()
end
