-- Compares two traces of one program: compare_traces.lua REAL SIM. Set aside are times, ports of the system's
-- choice, the numbers of everything (each trace's own are counted in the order of their first use), and what only
-- one backend writes: its name and seed, its hosts, what was printed, and what goes on in the programs that the
-- program executes, which a simulation records too. In each, no timer is early.

local kOnlyOne = { trace = true, print = true, pick = true, host = true, gc = true, drop = true, fault = true }

local function value_of(line, key)
  return tonumber(line:match('"' .. key .. '":(-?%d+)'))
end

local function kind_of(line)
  return line:match '^{"e":"(%a+)"'
end

local function lines_of(path)
  local lines = {}
  for line in io.lines(path) do
    assert(kind_of(line), path .. ": a line without a kind: " .. line)
    lines[#lines + 1] = line
  end
  return lines
end

-- No coroutine goes on before its time.
local function check_timers(path, lines)
  local due = {}
  for _, line in ipairs(lines) do
    local kind, co = kind_of(line), value_of(line, "co")
    if kind == "await" then due[co] = value_of(line, "due") end
    if kind == "cancel" or kind == "closed" then due[co] = nil end
    if kind == "run" and due[co] then
      assert(value_of(line, "t") >= due[co], path .. ": a timer was early: " .. line .. " due " .. due[co])
      due[co] = nil
    end
  end
end

-- Which coroutines and processes are the programs' that the program executes: these are its `children`, and of
-- `others` are the coroutines.
local function others_in(lines)
  local own, others, children, main = nil, {}, {}, {}
  for _, line in ipairs(lines) do
    local pid = kind_of(line) == "spawn" and value_of(line, "pid")
    if pid then
      local co = value_of(line, "co")
      own = own or pid
      if pid ~= own then
        others[co] = true
        if children[pid] == nil then children[pid] = not others[value_of(line, "by")] end
      elseif co == 0 then
        main[line] = true
      end
    end
  end
  return others, children, main, own
end

-- Counts what has numbers, each kind for itself, in the order in which they are first used.
local Numbers = {}
Numbers.__index = function(numbers, kind)
  local known, count = {}, 0
  numbers[kind] = function(number)
    if not known[number] then
      count = count + 1
      known[number] = tostring(count)
    end
    return known[number]
  end
  return numbers[kind]
end

-- The line without what is set aside, with the numbers of `numbers`.
local function normal(line, numbers)
  local kind = kind_of(line)
  line = line:gsub('"t":%d+,?', ""):gsub('"due":%d+,?', ""):gsub('"events":%d+,?', ""):gsub(',"host":%d+', "")
  line = line:gsub('"msg":%d+', '"msg":0'):gsub("since [%d.]+ %a+ at", "since TIME at"):gsub("0x%x+", "ADDRESS")
  line = line:gsub("(127%.0%.0%.1:)%d%d%d%d%d?", "%1PORT"):gsub("(0%.0%.0%.0:)%d%d%d%d%d?", "%1PORT")
  line = line:gsub("(%[[%x:]+%]:)%d%d%d%d%d?", "%1PORT"):gsub("(239%.%d+%.)%d+%.%d+:%d+", "%1GROUP")
  if kind == "process" then
    line = line:gsub('("pid":)(%d+)', function(key, pid) return key .. numbers.process(pid) end)
  else
    line = line:gsub(',"pid":%d+', "")
  end
  if kind == "place" or kind == "object" then
    return (line:gsub('^(.-"id":)(%d+)', function(start, id) return start .. numbers[kind](id) end))
  end
  for key, of in pairs { co = "coroutine", by = "coroutine", on = "object", at = "place" } do
    line = line:gsub('("' .. key .. '":)([1-9]%d*)', function(start, id) return start .. numbers[of](id) end)
    line = line:gsub('("' .. key .. '":%[)([%d,]*)', function(start, list)
      return start .. list:gsub("%d+", function(id) return numbers[of](id) end)
    end)
  end
  return line
end

-- The processes of whose ends somebody was told; a simulation tells the others' too.
local function told_of(lines)
  local told, started, of = {}, nil, {}
  for _, line in ipairs(lines) do
    local kind = kind_of(line)
    if kind == "process" and line:find('"what":"start"', 1, true) then
      started = value_of(line, "pid")
    elseif kind == "await" and started and line:find('"op":"process"', 1, true) then
      of[line:match '"on":%[(%d+)%]'] = started
      started = nil
    elseif kind == "wake" and value_of(line, "by") == -1 then
      local pid = of[line:match '"on":(%d+)']
      if pid then told[pid] = true end
    end
  end
  return told
end

-- The lines to compare: those of the program itself, then how the programs that it executed ended.
local function read(path)
  local all = lines_of(path)
  check_timers(path, all)
  local others, children, main, own = others_in(all)
  local used, kept = { object = {}, place = {} }, {}
  for _, line in ipairs(all) do
    local kind, co, pid = kind_of(line), value_of(line, "co"), value_of(line, "pid")
    local is_own = not kOnlyOne[kind] and not main[line] and not others[co]
    if kind == "process" and own then is_own = children[pid] end
    if kind == "signal" and pid and own then is_own = pid == own end
    if is_own then
      kept[#kept + 1] = line
      if kind ~= "place" and kind ~= "object" then
        local at = value_of(line, "at")
        if at then used.place[at] = true end
        for list in line:gmatch '"on":%[?([%d,]+)' do
          for id in list:gmatch "%d+" do used.object[tonumber(id)] = true end
        end
      end
    end
  end
  local lines, ends, numbers, told = {}, {}, setmetatable({}, Numbers), told_of(kept)
  for _, line in ipairs(kept) do
    local kind = kind_of(line)
    if not used[kind] or used[kind][value_of(line, "id")] then
      local is_end = kind == "process" and not line:find('"what":"start"', 1, true)
      local text = normal(line, numbers)
      if not is_end or told[value_of(line, "pid")] then table.insert(is_end and ends or lines, text) end
    end
  end
  table.sort(ends)
  return table.move(ends, 1, #ends, #lines + 1, lines)
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
