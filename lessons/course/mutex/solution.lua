-- An office with two printers. A clerk prints a report, line by line; others may print at the same time.
-- The printer itself is the mutex: who prints owns it, from the first line to the last, or to the jam.

local mutex = require "coutil.mutex"

local office = {}

local function print_lines(printer, report)
  for _, line in ipairs(report) do
    printer:line(line)
  end
end

function office.print_report(printer, report)
  mutex.lock(printer)
  local ok, message = pcall(print_lines, printer, report)
  mutex.unlock(printer)
  if not ok then error(message, 0) end
end

return office
