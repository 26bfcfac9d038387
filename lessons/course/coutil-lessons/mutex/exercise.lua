-- An office with two printers. A clerk prints a report, line by line; others may print at the same time.
-- printer:line suspends the clerk until the line is on paper. Now and then the paper jams: then it raises an
-- error, which the clerk who called us is to hear of.

local office = {}

function office.print_report(printer, report)
  for _, line in ipairs(report) do
    printer:line(line)
  end
end

return office
