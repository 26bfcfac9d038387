-- Messages of many sizes there and back, each taken whole.
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local client, server = tools.pair()
  local size = 1
  while size <= 4096 do
    local text = ("%4d"):rep(size // 4 + 1, ","):sub(1, size)
    print(size, client:send(text))
    local got = tools.take(server, size)
    print(got == text, server:send(got))
    print(tools.take(client, size) == text)
    size = size * 2 + 1
  end
  tools.close(client, server)
end)
