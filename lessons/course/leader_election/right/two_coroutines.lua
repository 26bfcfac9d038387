-- One coroutine stands for election, another one leads; an event tells them of each other.
local event = require "coutil.event"
local system = require "coutil.system"

return function(node)
  local bound_to, free_at = nil, 0
  local elected = {}
  local is_leading = false

  function node.grant(candidate)
    local is_free = bound_to == nil or bound_to == candidate or node.now() > free_at
    if is_free then bound_to, free_at = candidate, node.now() + 0.4 end
    return is_free
  end

  function node.release(candidate)
    if bound_to == candidate then bound_to = nil end
  end

  coroutine.wrap(function()
    while true do
      event.await(elected)
      repeat
        node.lead()
        system.pause(0.1)
      until 2 * node.ask_all() <= node.count
      is_leading = false
      node.follow()
    end
  end)()

  while system.pause(0.1 + 0.4 * math.random()) do
    local has_leader = bound_to ~= nil and node.now() < free_at
    if not is_leading and not has_leader then
      if 2 * node.ask_all() > node.count then
        is_leading = true
        event.emitone(elected)
      else
        node.follow()
      end
    end
  end
end
