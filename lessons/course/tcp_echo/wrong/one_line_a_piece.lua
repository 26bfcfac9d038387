-- reason: cut-off
-- Puts pieces together, but takes one line at most out of each; what is left at the end is thrown away.
local memory = require "memory"
return function(stream)
  local buffer, rest = memory.create(16), ""
  while true do
    local size = stream:receive(buffer)
    if not size then break end
    rest = rest .. buffer:tostring(1, size)
    local line, after = rest:match("^([^\n]*)\n()")
    if line then
      rest = rest:sub(after)
      stream:send("> " .. line .. "\n")
    end
  end
  stream:close()
end
