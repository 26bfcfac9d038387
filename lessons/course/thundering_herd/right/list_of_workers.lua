-- Keeps a list of idle workers, hands each job to one of them, and keeps a list of jobs for when all are busy.
local event = require "coutil.event"
return function()
  local jobs, idle, is_closed = {}, {}, false
  local function add(job)
    local worker = table.remove(idle)
    if worker then
      event.emitone(worker, job)
    else
      table.insert(jobs, job)
    end
  end
  local function take()
    if #jobs > 0 then return table.remove(jobs, 1) end
    if is_closed then return nil end
    local worker = {}
    table.insert(idle, worker)
    local _, job = event.await(worker)
    return job
  end
  local function close()
    is_closed = true
    for _, worker in ipairs(idle) do event.emitone(worker) end
    idle = {}
  end
  return add, take, close
end
