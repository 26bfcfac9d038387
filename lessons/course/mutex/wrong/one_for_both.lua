-- reason: one-for-both
-- One mutex for the whole office.

local mutex = require "coutil.mutex"

local office = {}

function office.print_report(printer, report)
  mutex.lock(office)
  local ok, message = pcall(function()
    for _, line in ipairs(report) do printer:line(line) end
  end)
  mutex.unlock(office)
  if not ok then error(message, 0) end
end

return office
