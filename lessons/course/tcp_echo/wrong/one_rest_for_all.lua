-- reason: mixed-up
-- Keeps what is left of all connections in one variable.
local memory = require "memory"
local rest = ""
return function(stream)
  local buffer = memory.create(16)
  while true do
    local size = stream:receive(buffer)
    if not size then break end
    rest = rest .. buffer:tostring(1, size)
    while rest:find("\n") do
      local line, after = rest:match("^([^\n]*)\n()")
      rest = rest:sub(after)
      stream:send("> " .. line .. "\n")
    end
  end
  if rest ~= "" then stream:send("> " .. rest .. "\n") end
  stream:send("bye\n")
  stream:close()
end
