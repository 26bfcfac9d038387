-- reason: no-leader
-- Gives its vote once, and never to another node.
local system = require "coutil.system"

local kRound = 0.15 -- seconds: how often the leader asks again

return function(node)
  local bound_to

  -- Somebody asks for this node's vote. Returns whether it gets it.
  function node.grant(candidate)
    if bound_to and bound_to ~= candidate then return false end
    bound_to = candidate
    return true
  end

  while true do
    system.pause(0.1 + 0.3 * math.random()) -- not all at the same time
    if not bound_to or bound_to == node.name then
      local yes = node.ask_all()
      while yes > node.count / 2 do
        node.lead()
        system.pause(kRound)
        yes = node.ask_all()
      end
      node.follow()
    end
  end
end
