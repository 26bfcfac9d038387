-- One coroutine for each printer does all of its printing; the clerks wait for its answer.

local promise = require "coutil.promise"
local queued = require "coutil.queued"
local spawn = require "coutil.spawn"

local office = {}
local known = {}

local function serve(printer)
  while true do
    local _, report, answer = queued.await(printer)
    answer(pcall(function()
      for i = 1, #report do printer:line(report[i]) end
    end))
  end
end

function office.print_report(printer, report)
  if not known[printer] then
    known[printer] = true
    spawn.catch(error, serve, printer)
  end
  local result, answer = promise.create()
  queued.emitone(printer, report, answer)
  local ok, message = result()
  if not ok then error(message, 0) end
end

return office
