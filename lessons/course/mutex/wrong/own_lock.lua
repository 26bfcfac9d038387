-- reason: mixed-up
-- Each call makes a mutex of its own: nobody else locks the same value.

local mutex = require "coutil.mutex"

local office = {}

function office.print_report(printer, report)
  local lock = {}
  mutex.lock(lock)
  local ok, message = pcall(function()
    for _, line in ipairs(report) do printer:line(line) end
  end)
  mutex.unlock(lock)
  if not ok then error(message, 0) end
end

return office
