-- The same tries, but each waits as long as his fork's number says.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}

function dinner.dine(left, right, eat)
  while true do
    mutex.lock(left)
    system.pause(0.02)
    if not mutex.islocked(right) then break end
    mutex.unlock(left)
    system.pause(0.03 * left.number)
  end
  mutex.lock(right)
  eat()
  mutex.unlock(right)
  mutex.unlock(left)
end

return dinner
