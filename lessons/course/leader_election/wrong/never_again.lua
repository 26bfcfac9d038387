-- reason: restless
-- Gives no vote twice while it is given, not even to the same candidate: so each leader loses it when it asks again.

local system = require "coutil.system"

local kBound, kRound = 0.4, 0.15 -- seconds: for how long a vote is given, and how often the leader asks for it again

return function(node)
  local bound_to, free_at = nil, 0

  -- Somebody asks for this node's vote. Returns whether it gets it.
  function node.grant(candidate)
    if node.now() < free_at then return false end
    bound_to, free_at = candidate, node.now() + kBound
    return true
  end

  -- The candidate does not need it any more.
  function node.release(candidate)
    if bound_to == candidate then free_at = 0 end
  end

  while true do
    system.pause(0.1 + 0.3 * math.random()) -- not all at the same time
    if node.now() >= free_at then -- this node has not heard of a leader lately
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
