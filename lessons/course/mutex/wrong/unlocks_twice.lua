-- reason: error
-- After a jam the printer is given back twice.

local mutex = require "coutil.mutex"

local office = {}

function office.print_report(printer, report)
  mutex.lock(printer)
  local ok, message = pcall(function()
    for _, line in ipairs(report) do printer:line(line) end
  end)
  if not ok then mutex.unlock(printer) end
  mutex.unlock(printer)
  if not ok then error(message, 0) end
end

return office
