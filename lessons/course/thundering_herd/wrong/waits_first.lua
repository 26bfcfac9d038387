-- reason: idle-worker
-- Waits before it looks: jobs that came while all were busy lie there until the next one comes.
local event = require "coutil.event"
return function()
  local jobs, is_closed = {}, false
  local function add(job)
    table.insert(jobs, job)
    event.emitone(jobs)
  end
  local function take()
    if not is_closed then event.await(jobs) end
    return table.remove(jobs, 1)
  end
  local function close()
    is_closed = true
    event.emitall(jobs)
  end
  return add, take, close
end
