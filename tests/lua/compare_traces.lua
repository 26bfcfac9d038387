-- Compares two traces of one program, times set aside: compare_traces.lua REAL SIM. What only one
-- backend can write (its name, its seed, what was printed) is left out. In each, no timer is early.

local kOnlyOne = { trace = true, print = true, pick = true }

local function value_of(line, key)
  return tonumber(line:match('"' .. key .. '":(-?%d+)'))
end

-- The lines to compare; complains about a timer that was early.
local function read(path)
  local lines, due = {}, {}
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
      lines[#lines + 1] = line:gsub('"t":%d+,?', ""):gsub('"due":%d+,?', ""):gsub('"events":%d+,?', "")
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
