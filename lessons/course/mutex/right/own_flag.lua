-- A flag and an event, looked at again after each wait.

local event = require "coutil.event"

local busy = {}
local office = {}

function office.print_report(printer, report)
  while busy[printer] do event.await(printer) end
  busy[printer] = true
  local done, problem = 0, nil
  while not problem and done < #report do
    done = done + 1
    local ok, message = pcall(printer.line, printer, report[done])
    problem = not ok and message or nil
  end
  busy[printer] = nil
  event.emitone(printer)
  if problem then error(problem, 0) end
end

return office
