-- Two printers, five clerks, and three reports for each of them. It is not to be changed.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local office = guard.table { "print_report" }

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

local Printer = {}
Printer.__index = Printer

function Printer:line(line)
  if getmetatable(self) ~= Printer then error("it takes a printer and a line: printer:line(line)", 2) end
  trace.note(("%s: %s @%s"):format(self.name, line, guard.line()))
  system.pause(math.random(1, 4) / 1000)
  local jam = math.random(12) == 1
  trace.note(("%s: %s %s"):format(self.name, jam and "jams at" or "has printed", line))
  if jam then error("paper jam", 0) end
  print(("%s: %s"):format(self.name, line))
end

local printers = {}
for i = 1, 2 do
  printers[i] = trace.name(setmetatable({ name = "printer " .. i }, Printer), "printer " .. i)
end

for i = 1, 5 do
  start("clerk " .. i, function()
    for number = 1, 3 do
      system.pause(math.random(0, 8) / 1000)
      local printer = printers[math.random(#printers)]
      local name = ("%d.%d"):format(i, number)
      local report = {}
      for part = 1, math.random(2, 3) do report[part] = ("report %s, line %d"):format(name, part) end
      trace.note(("%s: begins %s of %d"):format(printer.name, name, #report))
      local ok, message = pcall(office.print_report, printer, report)
      trace.note(("%s: ends %s %s"):format(printer.name, name, ok and "well" or tostring(message)))
      if not ok then print(("clerk %d: %s at %s"):format(i, message, printer.name)) end
    end
  end)
end

system.run()
