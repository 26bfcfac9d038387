-- reason: endless
-- Tries to, quietly, also in a new coroutine.
coroutine.wrap(function()
  pcall(debug.sethook)
  pcall(debug.sethook, coroutine.running())
  while true do end
end)()
