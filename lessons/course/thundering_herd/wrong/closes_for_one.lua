-- reason: left-waiting
-- One is told that there is a job, and also only one that the shop is closed.
local event = require "coutil.event"
return function()
  local jobs, is_closed = {}, false
  local function add(job)
    table.insert(jobs, job)
    event.emitone(jobs)
  end
  local function take()
    while #jobs == 0 and not is_closed do event.await(jobs) end
    return table.remove(jobs, 1)
  end
  local function close()
    is_closed = true
    event.emitone(jobs)
  end
  return add, take, close
end
