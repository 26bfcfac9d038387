-- reason: one-at-a-time
-- Fair, but readers wait for each other.

local mutex = require "coutil.mutex"

local shelf = {}

function shelf.read(body)
  mutex.lock(shelf)
  body()
  mutex.unlock(shelf)
end

shelf.write = shelf.read

return shelf
