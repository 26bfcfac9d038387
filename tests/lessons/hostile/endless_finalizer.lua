-- reason: endless
-- In a finalizer, where Lua calls no hooks.
setmetatable({}, { __gc = function()
  while true do end
end })
collectgarbage()
