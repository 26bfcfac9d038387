-- Weak keys that only their own values reach.
local weak = setmetatable({}, { __mode = "k" })
for _ = 1, 100 do local key = {} weak[key] = { key } end
collectgarbage()
print(next(weak))
