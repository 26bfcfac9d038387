-- reason: idle-worker
-- Wakes somebody only when the list was empty before: who comes second to a full list is not told.
local event = require "coutil.event"
return function()
  local jobs, is_closed = {}, false
  local function add(job)
    if #jobs > 0 then
      table.insert(jobs, job)
    else
      event.emitone(jobs)
      table.insert(jobs, job)
    end
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
