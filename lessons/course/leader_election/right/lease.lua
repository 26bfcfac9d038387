-- The leader remembers until when its majority is good for, and asks again well before; one failure is no reason to
-- stop while there is time.
local system = require "coutil.system"

local kBound = 0.4

return function(node)
  local vote = { free_at = 0 }

  function node.grant(candidate)
    local now = node.now()
    if vote.candidate == candidate or now >= vote.free_at then
      vote = { candidate = candidate, free_at = now + kBound }
      return true
    end
    return false
  end

  function node.release(candidate)
    if vote.candidate == candidate then vote.free_at = 0 end
  end

  local majority = node.count // 2 + 1
  local good_until = 0

  local function ask()
    local asked = node.now()
    if node.ask_all() >= majority then good_until = asked + kBound end
  end

  while true do
    system.pause(0.05 + 0.3 * math.random())
    if node.now() >= vote.free_at then
      ask()
      while node.now() + 0.1 < good_until do
        node.lead()
        system.pause(0.08)
        ask()
      end
      node.follow()
    end
  end
end
