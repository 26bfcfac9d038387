-- reason: error
-- printer.line with a dot, and so without the printer.

local mutex = require "coutil.mutex"

local office = {}

function office.print_report(printer, report)
  mutex.lock(printer)
  for _, line in ipairs(report) do
    local ok, message = pcall(printer.line, line)
    if not ok then
      mutex.unlock(printer)
      error(message, 0)
    end
  end
  mutex.unlock(printer)
end

return office
