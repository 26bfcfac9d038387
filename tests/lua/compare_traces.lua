-- Compares two traces of one program: compare_traces.lua REAL SIM. Set aside are times, ports of the system's
-- choice, the numbers of messages and processes, and what only one backend can write (its name, its seed, its
-- hosts, what was printed). In each, no timer is early.

local kOnlyOne = { trace = true, print = true, pick = true, host = true, gc = true }

local function value_of(line, key)
  return tonumber(line:match('"' .. key .. '":(-?%d+)'))
end

-- The line without what is set aside; `pids` numbers the processes in the order of their first lines.
local function normal(line, pids)
  line = line:gsub('"t":%d+,?', ""):gsub('"due":%d+,?', ""):gsub('"events":%d+,?', ""):gsub('"host":%d+,?', "")
  line = line:gsub('"msg":%d+', '"msg":0'):gsub("since [%d.]+ %a+ at", "since TIME at"):gsub("0x%x+", "ADDRESS")
  line = line:gsub("(127%.0%.0%.1:)%d%d%d%d%d?", "%1PORT"):gsub("(0%.0%.0%.0:)%d%d%d%d%d?", "%1PORT")
  line = line:gsub("(%[[%x:]+%]:)%d%d%d%d%d?", "%1PORT"):gsub("(239%.%d+%.)%d+%.%d+:%d+", "%1GROUP")
  return (line:gsub('("pid":)(%d+)', function(key, pid)
    if not pids[pid] then
      pids.count = (pids.count or 0) + 1
      pids[pid] = pids.count
    end
    return key .. pids[pid]
  end))
end

-- The lines to compare; complains about a timer that was early.
local function read(path)
  local lines, due, pids = {}, {}, {}
  for line in io.lines(path) do
    local kind = line:match '^{"e":"(%a+)"'
    assert(kind, path .. ": a line without a kind: " .. line)
    local co = value_of(line, "co")
    if kind == "await" then due[co] = value_of(line, "due") end
    if kind == "cancel" or kind == "closed" then due[co] = nil end
    if kind == "run" and due[co] then
      assert(value_of(line, "t") >= due[co], path .. ": a timer was early: " .. line .. " due " .. due[co])
      due[co] = nil
    end
    if not kOnlyOne[kind] then
      lines[#lines + 1] = normal(line, pids)
    end
  end
  return lines
end

local real, sim = read(arg[1]), read(arg[2])
for index = 1, math.max(#real, #sim) do
  if real[index] ~= sim[index] then
    print(("FAILED line %d differs\n  %s\n  %s"):format(index, tostring(real[index]), tostring(sim[index])))
    print("0 passed, 1 failed")
    os.exit(false)
  end
end
print(("1 passed, 0 failed (%d lines are the same)"):format(#real))
