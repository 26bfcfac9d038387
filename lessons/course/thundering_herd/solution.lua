-- A list of jobs, and workers who wait for them: a job wakes one of them.

local event = require "coutil.event"
local trace = require "coutil.trace"

return function()
  local news = trace.name({}, "news")
  local jobs, is_closed = {}, false

  local function add(job)
    table.insert(jobs, job)
    event.emitone(news)
  end

  local function take()
    while #jobs == 0 and not is_closed do event.await(news) end
    return table.remove(jobs, 1)
  end

  local function close()
    is_closed = true
    event.emitall(news)
  end

  return add, take, close
end
