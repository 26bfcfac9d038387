-- reason: went-home-early
-- Wakes all, and who is woken takes it for granted that a job is there.
local event = require "coutil.event"
return function()
  local jobs, is_closed = {}, false
  local function add(job)
    table.insert(jobs, job)
    event.emitall(jobs)
  end
  local function take()
    if #jobs == 0 and not is_closed then event.await(jobs) end
    return table.remove(jobs, 1)
  end
  local function close()
    is_closed = true
    event.emitall(jobs)
  end
  return add, take, close
end
