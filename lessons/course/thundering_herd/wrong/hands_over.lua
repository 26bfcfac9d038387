-- reason: lost-job
-- Hands the job to one who waits; when nobody does, it is gone.
local event = require "coutil.event"
return function()
  local hatch, is_closed = {}, false
  local function add(job) event.emitone(hatch, job) end
  local function take()
    if is_closed then return nil end
    local _, job = event.await(hatch)
    return job
  end
  local function close()
    is_closed = true
    event.emitall(hatch, nil)
  end
  return add, take, close
end
