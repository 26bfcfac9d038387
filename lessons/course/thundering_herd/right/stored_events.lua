-- Jobs are stored events: each goes to one worker, waiting or not. At the end everybody gets an event without a job.
local event = require "coutil.event"
local queued = require "coutil.queued"
return function()
  local jobs, is_closed = {}, false
  local function take()
    if is_closed and not queued.isqueued(jobs) then return nil end
    local _, job = queued.await(jobs)
    return job
  end
  local function close()
    is_closed = true
    event.emitall(jobs)
  end
  return function(job) queued.emitone(jobs, job) end, take, close
end
