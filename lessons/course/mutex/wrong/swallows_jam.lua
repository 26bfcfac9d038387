-- reason: jam-not-told
-- The printer is free again, but the clerk does not hear of the jam.

local mutex = require "coutil.mutex"

local office = {}

function office.print_report(printer, report)
  mutex.lock(printer)
  pcall(function()
    for _, line in ipairs(report) do printer:line(line) end
  end)
  mutex.unlock(printer)
end

return office
