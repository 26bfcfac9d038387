-- What finalizers, foreign values and signals do to sockets at the worst moment.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local system = require "coutil.system"
local case = network.case

case("a table with a socket's metatable", "pages: a wrong argument is an argument error", function(t)
  local socket = system.socket("stream")
  local false_one = setmetatable({}, { __index = getmetatable(socket).__index })
  t:equal((pcall(false_one.close, false_one)), false)
  local metatable = getmetatable(socket)
  t:equal((pcall(tostring, setmetatable({}, metatable))), false)
  collectgarbage()
  socket:close()
end)

case("a finalizer closes the socket amid a send", "pages: awaiting coroutines are woken with nil, closed", function(t)
  local listener = system.socket("listen")
  listener:bind(system.address("ipv4", "127.0.0.1:0"))
  listener:listen(1)
  local client, peer = system.socket("stream"), nil
  local result
  network.together(t, function() peer = listener:accept() end, function()
    client:connect(listener:getaddress())
    local data = ("x"):rep(20000000)
    collectgarbage("incremental", 1, 1000, 40)
    collectgarbage()
    setmetatable({}, { __gc = function() client:close() end })
    result = table.pack(client:send(data))
    collectgarbage("incremental", 200, 100, 13)
  end)
  t:values(result, nil, "closed")
  listener:close()
  if peer then peer:close() end
  client:close()
end)

case("two signals in one turn", "pages, awaitsig: who awaits again meanwhile hears of the second", function(t)
  local seen = 0
  network.together(t, function()
    for _ = 1, 2 do
      system.awaitsig("user1")
      seen = seen + 1
    end
  end, function()
    network.kill_at_once "USR1"
    network.kill_at_once "USR1"
  end)
  t:equal(seen, 2)
end)

network.finish()
