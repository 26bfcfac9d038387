-- Operations under pcall, in metamethods, iterators and close handlers, and where one can't wait.
local memory = require "memory"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local a = tools.bound("datagram")
  local b, there = tools.bound("datagram")
  local function send(text) assert(a:send(text, 1, -1, there)) end
  send("hello")
  print(pcall(b.receive, b, memory.create(10)))
  local object = setmetatable({}, { __index = function() return tools.read(b) end,
    __concat = function(_, text) return tools.read(b) .. text end })
  send("index")
  print(object.anything)
  send("con")
  print(object .. "cat")
  for index = 1, 3 do send(tostring(index)) end
  send("end")
  for text in function() return tools.read(b) end do
    print(text)
    if text == "end" then break end
  end
  do
    local _ <close> = setmetatable({}, { __close = function() print("closing", tools.read(b)) end })
    send("in the handler")
  end
  local _ = ("x"):gsub("x", function() print(pcall(system.pause)) end)
  table.sort({ 1, 2 }, function(left, right)
    print(pcall(b.receive, b, memory.create(1)))
    return left < right
  end)
  print(pcall(function()
    system.pause()
    error("after it", 0)
  end))
  tools.close(a, b)
end)
