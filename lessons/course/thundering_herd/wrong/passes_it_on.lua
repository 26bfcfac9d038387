-- reason: thundering-herd
-- Wakes one, and each who finds nothing wakes the next, just to be sure.
local event = require "coutil.event"
return function()
  local jobs, is_closed = {}, false
  local function add(job)
    table.insert(jobs, job)
    for _ = 1, 6 do event.emitone(jobs) end
  end
  local function take()
    while #jobs == 0 and not is_closed do event.await(jobs) end
    return table.remove(jobs, 1)
  end
  local function close()
    is_closed = true
    event.emitall(jobs)
  end
  return add, take, close
end
