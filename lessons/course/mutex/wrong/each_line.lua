-- reason: mixed-up
-- Each line is protected, not the report.

local mutex = require "coutil.mutex"

local office = {}

function office.print_report(printer, report)
  for _, line in ipairs(report) do
    mutex.lock(printer)
    local ok, message = pcall(printer.line, printer, line)
    mutex.unlock(printer)
    if not ok then error(message, 0) end
  end
end

return office
