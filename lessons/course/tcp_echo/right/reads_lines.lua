-- A function that returns the next line, and another loop that answers.
local memory = require "memory"
return function(stream)
  local buffer, rest, is_over = memory.create(16), "", false
  local function next_line()
    while true do
      local stop = rest:find("\n", 1, true)
      if stop then
        local line = rest:sub(1, stop - 1)
        rest = rest:sub(stop + 1)
        return line
      end
      local size = not is_over and stream:receive(buffer)
      if size then
        rest = rest .. buffer:tostring(1, size)
      else
        is_over = true
        if rest == "" then return nil end
        rest = rest .. "\n"
      end
    end
  end
  for line in next_line do assert(stream:send("> " .. line .. "\n")) end
  stream:send("bye\n")
  stream:close()
end
