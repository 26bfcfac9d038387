-- Without a mutex: a queue of tasks, the most important first, and an owner that is lifted to the first of them.
local event = require "coutil.event"
local owner
local own = {} -- priorities by task
local queue = {}
local function lift()
  for _, task in ipairs(queue) do
    if task.priority > owner.priority then owner.priority = task.priority end
  end
end
local function lock(task)
  if owner then
    table.insert(queue, task)
    table.sort(queue, function(a, b) return a.priority > b.priority end)
    lift()
    event.await(task)
  end
  owner, own[task] = task, task.priority
  lift()
end
local function unlock(task)
  task.priority = own[task]
  owner = table.remove(queue, 1)
  if owner then event.emitone(owner) end
end
return lock, unlock
