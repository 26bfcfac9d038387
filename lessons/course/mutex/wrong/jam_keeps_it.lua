-- reason: not-given-back
-- An error leaves the function past the unlock.

local mutex = require "coutil.mutex"

local office = {}

function office.print_report(printer, report)
  mutex.lock(printer)
  for _, line in ipairs(report) do printer:line(line) end
  mutex.unlock(printer)
end

return office
