-- reason: stopped-early
-- Accepts in a coroutine of its own and returns.
return function(accept, work)
  coroutine.wrap(function()
    while true do coroutine.wrap(work)(accept()) end
  end)()
end
