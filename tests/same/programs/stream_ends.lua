-- Ends of streams, one at a time: closes, resets, half closes, and what was never connected.

local memory = require "memory"
local system = require "coutil.system"

local buffer = memory.create(100)

local function pair()
  local listener = system.socket("listen")
  listener:bind(system.address("ipv4", "127.0.0.1:0"))
  listener:listen(5)
  local client = system.socket("stream")
  assert(client:connect(listener:getaddress()))
  local server = listener:accept()
  listener:close()
  return client, server
end

local function settle() system.pause(0.01) end

local function closed()
  local client, server = pair()
  client:send("abc")
  print(server:receive(buffer, 1, 2))
  print(server:receive(buffer))
  client:close()
  print(server:receive(buffer))
  print(server:send("x"))
  settle()
  print(server:send("x"))
  server:close()
end

local function reset()
  local client, server = pair()
  client:send("abc")
  settle()
  server:close()
  settle()
  print(client:receive(buffer))
  print(client:receive(buffer))
  print(client:send("x"))
  client:close()
end

local function reset_found_by_sending()
  local client, server = pair()
  print(client:send(("x"):rep(1000)))
  settle()
  print(server:receive(buffer))
  server:close()
  settle()
  print(client:send("y"))
  print(client:send("y"))
  print(client:receive(buffer))
  client:close()
end

local function half_closed()
  local client, server = pair()
  print(client:shutdown())
  print(server:receive(buffer))
  print(server:send("still"))
  print(client:receive(buffer))
  print(client:send("x"))
  print(client:shutdown())
  server:close()
  print(client:receive(buffer))
  client:close()
end

local function closed_while_one_reads()
  local client, server = pair()
  coroutine.wrap(function() print("inside", client:receive(memory.create(5))) end)()
  client:close()
  settle()
  print(server:receive(buffer))
  server:close()
end

local function names()
  local client, server = pair()
  print(client:getaddress("peer") == server:getaddress())
  server:close()
  settle()
  print(client:getaddress("peer") ~= nil)
  print(client:receive(buffer))
  print(client:receive(buffer))
  client:close()
end

local function never_connected()
  local stream = system.socket("stream")
  print(stream:receive(buffer))
  print(stream:send("x"))
  print(stream:shutdown())
  print(stream:getaddress("peer"))
  stream:close()
  local listener = system.socket("listen")
  print(listener:getaddress("peer"))
  print(listener:listen(1))
  listener:close()
end

coroutine.wrap(function()
  for _, run in ipairs { closed, reset, reset_found_by_sending, half_closed, closed_while_one_reads, names,
    never_connected } do
    run()
  end
end)()

system.run()
