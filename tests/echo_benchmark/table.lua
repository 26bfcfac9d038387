-- table.lua FILE: reads what run.sh noted, a line a measurement, and prints tables of medians and their ratios to
-- the server in C. Knows nothing of servers but their names.
--   trips CONNECTIONS SERVER COUNT SECONDS CPU_NS     the same with "feed", "drain", "reflect", in megabytes
--   hold CONNECTIONS SERVER BUFFER_BYTES, then resident bytes, descriptors, Lua's bytes (or -): before, and after
--   soak CONNECTIONS SERVER, then the same six

local rows, order = {}, {} -- rows[load][server]: a list of measurements; order[load]: the servers as they came

local function words(line)
  local list = {}
  for word in line:gmatch "%S+" do list[#list + 1] = tonumber(word) or word end
  return list
end

local path = assert(arg[1], "usage: table.lua FILE")
for line in io.lines(path) do
  local word = words(line)
  local load = word[1] .. " " .. word[2]
  if not rows[load] then
    rows[load], order[load] = {}, {}
    order[#order + 1] = load
  end
  local server = word[3]
  if not rows[load][server] then
    rows[load][server] = {}
    table.insert(order[load], server)
  end
  table.insert(rows[load][server], table.move(word, 4, #word, 1, {}))
end

local function median(list)
  table.sort(list)
  local middle = (#list + 1) // 2
  return #list % 2 == 1 and list[middle] or (list[middle] + list[middle + 1]) / 2
end

-- The median over a server's measurements of what `figure` makes of one.
local function median_of(measurements, figure)
  local list = {}
  for i, measurement in ipairs(measurements) do list[i] = figure(measurement) end
  return median(list)
end

local function cost(m) return m[3] / m[1] / 1000 end
local function rate(m) return m[1] / m[2] end

-- The median of the ratios that each round gives by itself: what slows a whole round down, neighbours or the
-- processor's clock, drops out. Nothing where a measurement failed and rounds can't be told apart any more.
local function ratio_by_round(measurements, to)
  if not to or #to ~= #measurements then return "-" end
  local list = {}
  for i, measurement in ipairs(measurements) do list[i] = cost(measurement) / cost(to[i]) end
  return ("%.3f"):format(median(list))
end

local titles = {
  trips = "TCP echo, 64 bytes, %d connection(s)",
  feed = "one stream, the server receives %d MB",
  drain = "one stream, the server sends %d MB",
  reflect = "one stream, the server sends back %d MB",
}

local function print_measured(load, kind, number)
  local unit = kind == "trips" and "trip" or "MB"
  local c = rows[load].C and median_of(rows[load].C, cost)
  print(("\n%s: medians of %d round(s)"):format(titles[kind]:format(number), #rows[load][order[load][1]]))
  print(("%-10s %14s %9s %9s %9s %9s %12s"):format("server", "cpu us/" .. unit, "to C's", "by round", "lowest", "highest",
    unit .. "s/s"))
  for _, server in ipairs(order[load]) do
    local of = rows[load][server]
    local us, list = median_of(of, cost), {}
    for i, measurement in ipairs(of) do list[i] = cost(measurement) end
    local ratio = c and ("%.3f"):format(us / c) or "-"
    print(("%-10s %14.2f %9s %9s %9.2f %9.2f %12.0f"):format(server, us, ratio, ratio_by_round(of, rows[load].C),
      math.min(table.unpack(list)), math.max(table.unpack(list)), median_of(of, rate)))
  end
end

local function kib(bytes) return type(bytes) == "number" and ("%.2f"):format(bytes / 1024) or "-" end

local function print_held(load, number)
  print(("\n%d connections open at once: KiB for each"):format(number))
  print(("%-10s %14s %14s %14s %14s"):format("server", "resident", "Lua", "its buffer", "beside it"))
  for _, server in ipairs(order[load]) do
    for _, m in ipairs(rows[load][server]) do
      local resident = (m[5] - m[2]) / number
      local lua = type(m[7]) == "number" and (m[7] - m[4]) / number
      print(("%-10s %14s %14s %14s %14s"):format(server, kib(resident), kib(lua), kib(m[1]), kib(resident - m[1])))
    end
  end
end

local function print_soaked(load, number)
  print(("\n%d short connections: after the first ones, and after all"):format(number))
  print(("%-10s %24s %22s %24s"):format("server", "resident KiB", "descriptors", "Lua KiB"))
  for _, server in ipairs(order[load]) do
    for _, m in ipairs(rows[load][server]) do
      print(("%-10s %24s %22s %24s"):format(server, kib(m[1]) .. " -> " .. kib(m[4]), m[2] .. " -> " .. m[5],
        kib(m[3]) .. " -> " .. kib(m[6])))
    end
  end
end

for _, load in ipairs(order) do
  local kind, number = load:match "^(%S+) (%d+)$"
  if titles[kind] then
    print_measured(load, kind, tonumber(number))
  elseif kind == "hold" then
    print_held(load, tonumber(number))
  else
    print_soaked(load, tonumber(number))
  end
end
