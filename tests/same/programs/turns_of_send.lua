-- Who sends again and again gives way after some thirty times; the receiver finds them all.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local a = tools.bound("datagram")
  local b, there = tools.bound("datagram")
  local sent, turns = 0, 0
  local counting = true
  tools.start(function()
    while counting do
      system.pause()
      turns = turns + 1
      print("turn", turns, sent)
    end
  end)
  for _ = 1, 100 do
    assert(a:send("x", 1, -1, there))
    sent = sent + 1
  end
  counting = false
  system.pause()
  local count = 0
  for _ = 1, 100 do count = count + #tools.read(b) end
  print(sent, count)
  tools.close(a, b)
end)
