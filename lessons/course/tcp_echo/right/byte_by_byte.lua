-- Receives one byte at a time, and half-closes before it closes.
local memory = require "memory"
return function(stream)
  local buffer, letters = memory.create(1), {}
  local function answer()
    stream:send("> " .. table.concat(letters) .. "\n")
    letters = {}
  end
  while stream:receive(buffer) do
    local letter = buffer:tostring()
    if letter == "\n" then answer() else table.insert(letters, letter) end
  end
  if #letters > 0 then answer() end
  stream:send("bye\n")
  stream:shutdown()
  stream:close()
end
