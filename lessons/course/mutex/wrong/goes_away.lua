-- reason: not-printed
-- If the printer is taken, the report is dropped.

local mutex = require "coutil.mutex"

local office = {}

function office.print_report(printer, report)
  if mutex.islocked(printer) then return end
  mutex.lock(printer)
  local ok, message = pcall(function()
    for _, line in ipairs(report) do printer:line(line) end
  end)
  mutex.unlock(printer)
  if not ok then error(message, 0) end
end

return office
