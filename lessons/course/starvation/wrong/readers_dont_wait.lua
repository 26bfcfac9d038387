-- reason: not-alone
-- Readers go in whenever they like.

local mutex = require "coutil.mutex"

local shelf = {}

function shelf.read(body) body() end

function shelf.write(body)
  mutex.lock(shelf)
  body()
  mutex.unlock(shelf)
end

return shelf
