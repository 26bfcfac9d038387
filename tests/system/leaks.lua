-- What the System section leaves behind: nothing. Rounds of each operation, after which Lua's memory, the
-- process's, and the descriptors stand where they stood. leaks.lua [quick] makes fewer rounds.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case, got = network.case, network.got

local quick = arg[1] == "quick"
local kAllowed = 128  -- kilobytes of Lua's memory, for all rounds together

local function lua_memory()
  local before
  repeat
    before = collectgarbage "count"
    collectgarbage()
    collectgarbage()
  until collectgarbage "count" > before - 1
  return collectgarbage "count"
end

-- The process's own pages in kilobytes, or nil where /proc can't be read.
local function process_memory()
  local ok, pipe = pcall(io.popen, "grep VmRSS /proc/$PPID/status 2>/dev/null")
  if not ok or not pipe then return nil end
  local text = pipe:read("a")
  pipe:close()
  return tonumber(text:match("%d+"))
end

-- Runs `round(t, index)` in a coroutine: first to warm up, then so often, and compares. The process's memory may
-- grow by a fifth of what one kilobyte a round would be.
local function rounds_case(name, count, round)
  case(name, "semantics, System; the manual's close: nothing stays", function(t)
    if quick then count = count // 10 end
    local function run(rounds)
      network.together(t, function()
        for index = 1, rounds do round(t, index) end
      end)
      return lua_memory(), process_memory()
    end
    run(count // 4)
    local lua_before, before = run(count // 4)
    local lua_after, after = run(count)
    t:ok(lua_after - lua_before < kAllowed, ("%.0f kilobytes of Lua's memory stay"):format(lua_after - lua_before))
    if after and not quick then
      t:ok(after - before < count // 5 + 512, ("%d kilobytes stay after %d rounds"):format(after - before, count))
    end
  end)
end

rounds_case("sockets opened and closed", 5000, function(t, index)
  local kinds = { "datagram", "stream", "listen" }
  network.close(t, got(t, system.socket(kinds[index % 3 + 1])))
end)

rounds_case("sockets opened and forgotten", 5000, function(t)
  t:ok(system.socket("datagram"))
  t:ok(system.socket("stream"))
end)

rounds_case("connections", 3000, function(t)
  local client, server = network.pair(t)
  network.succeeds(t, client:send("hello"))
  t:equal(network.take(t, server, 5), "hello")
  network.close(t, client, server)
end)

rounds_case("connections that are refused", 3000, function(t)
  local client = got(t, system.socket("stream"))
  local nobody = network.deserted(t, "listen")
  network.fails(t, "connection refused", client:connect(nobody))
  network.close(t, client)
end)

rounds_case("reads that are left", 20000, function(t, index)
  local a = network.bound(t, "datagram")
  local reader = t:start(function() a:receive(memory.create(100)) end)
  if index % 3 == 0 then
    t:resume(reader)
  elseif index % 3 == 1 then
    coroutine.close(reader)
  else
    network.close(t, a)
    system.pause()
    return
  end
  if index % 2 == 0 then network.close(t, a) end
  if index % 50 == 0 then system.pause() end
end)

rounds_case("connects and accepts that are left", 3000, function(t, index)
  local listener, address = network.listener(t)
  local client = got(t, system.socket("stream"))
  local accepter = t:start(function()
    local server = listener:accept()
    if server then server:close() end
  end)
  local connecter = t:start(function() client:connect(address) end)
  if index % 4 < 2 then coroutine.close(accepter) else t:resume(accepter) end
  if index % 2 == 0 then coroutine.close(connecter) else t:resume(connecter) end
  if index % 3 == 0 then system.pause() end
  client:close()
  network.close(t, listener)
end)

rounds_case("signals", 20000, function(t, index)
  local co = t:start(function() system.awaitsig(index % 2 == 0 and "user1" or "winresize") end)
  if index % 3 == 0 then t:resume(co) else coroutine.close(co) end
  if index % 10 == 0 then system.pause() end
end)

rounds_case("programs", network.executes and 200 or 0, function(t, index)
  if index % 2 == 0 then
    t:values(table.pack(system.execute(network.programs.succeeds)), "exit", 0)
  else
    network.fails(t, "no such file or directory", system.execute("/no/such/program"))
  end
end)

rounds_case("searches", 1000, function(t, index)
  if index % 3 == 0 then
    local co = t:start(function() system.findaddr("127.0.0.1", 80, "4") end)
    coroutine.close(co)
  else
    t:ok(got(t, system.findaddr("127.0.0.1", 80, "4"))())
  end
end)

rounds_case("addresses", 100000, function(t, index)
  local address = system.address("ipv4", "127.0.0.1", index % 65536)
  address.type = "ipv6"
  if address.port ~= index % 65536 or tostring(address) == "" then t:ok(false, "the port") end
end)

rounds_case("sends that are left", 100, function(t, index)
  local client, server = network.pair(t)
  local data = ("x"):rep(4 << 20)
  local sender = t:start(function() client:send(data) end)
  t:status(sender, "suspended")
  if index % 2 == 0 then coroutine.close(sender) else t:resume(sender) end
  if index % 3 == 0 then network.take(t, server, #data) end
  network.close(t, client, server)
end)

network.finish()
