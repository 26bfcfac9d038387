-- What a check sees of one run: the trace's lines as tables, and questions about them. It runs nothing and judges
-- nothing; lessons do.
local system = require "system"

local Run = {}
Run.__index = Run

local function name_lines(run, lines)
  local places, objects, hosts, names, spawned = {}, {}, {}, { [0] = "main" }, {}
  local events = run.events
  for _, line in ipairs(lines) do
    local kind = line.e
    if kind == "place" then
      places[line.id] = line
    elseif kind == "object" then
      objects[line.id] = line
    elseif kind == "host" then
      hosts[line.id] = line
    elseif kind == "trace" then
      run.header = line
    elseif kind == "fin" then
      run.fin = line
    elseif line.t then
      line.index = #events
      events[#events + 1] = line
      if kind == "stuck" then run.stuck[#run.stuck + 1] = line end
    end
    if kind == "spawn" then
      names[line.co] = line.name
      spawned[#spawned + 1] = line
    elseif kind == "name" then
      names[line.co] = line.name
    end
  end
  run.places, run.objects, run.hosts, run.names, run.spawned = places, objects, hosts, names, spawned
end

-- Lines as they were printed, whatever pieces they came in. What coutil itself says between them is `messages`.
local function collect_prints(run)
  local open, own = {}, false
  local messages = {}
  local function add(event, text)
    local key = event.host or 0
    for piece, stop in text:gmatch("([^\n]*)(\n?)") do
      if piece == "" and stop == "" then break end
      local line = open[key]
      if not line then
        line = { t = event.t, co = event.co, host = event.host, event = event, text = "" }
        open[key] = line
        run.prints[#run.prints + 1] = line
      end
      line.text = line.text .. piece
      if stop == "\n" then open[key] = nil end
    end
  end
  for _, event in ipairs(run.events) do
    if event.e == "print" then
      if own then
        if event.text == "\n" then
          own = false
        else
          messages[#messages + 1] = event.text
        end
      elseif event.text == "coutil: " then
        own = true
      else
        add(event, event.text)
      end
    end
  end
  for i, line in ipairs(run.prints) do run.output[i] = line.text end
  run.messages = messages
end

-- result: of system.runs; request: what was run.
local function new(result, request)
  local run = setmetatable({
    seed = request.seed, exit = result.exit, ended = result.ended, request = request, result = result,
    events = {}, prints = {}, output = {}, stuck = {}, lesson_files = {},
  }, Run)
  for _, file in ipairs(request.lesson_files or {}) do run.lesson_files[file] = true end
  name_lines(run, (system.json_lines(result.trace)))
  collect_prints(run)
  return run
end

function Run:name(co)
  if type(co) == "table" then co = co.co end
  return co and (self.names[co] or ("coroutine %d"):format(co)) or "nobody"
end

function Run:object(id) return self.objects[id] end

local function place_of(run, event)
  return type(event) == "table" and event.at and run.places[event.at] or nil
end

function Run:place(event)
  local place = place_of(self, event)
  return place and ("%s:%d"):format(place.file, place.line)
end

-- The line in exercise.lua, where the event has one.
function Run:line(event)
  local place = place_of(self, event)
  return place and place.file == "exercise.lua" and place.line or nil
end

local function is_one_of(run, wanted, id)
  return id == wanted or (type(wanted) == "string" and run:name(id) == wanted)
end

local function is_object(run, wanted, id)
  local object = run.objects[id]
  return id == wanted or (type(wanted) == "string" and object ~= nil and object.name == wanted)
end

local function matches_key(run, event, key, wanted)
  local value = event[key]
  if type(wanted) == "function" then return wanted(value, event, run) end
  if value == nil then return false end
  if key == "co" or key == "by" then return is_one_of(run, wanted, value) end
  if key == "on" then
    if type(value) ~= "table" then return is_object(run, wanted, value) end
    for _, id in ipairs(value) do
      if is_object(run, wanted, id) then return true end
    end
    return false
  end
  if key == "host" and type(wanted) == "string" then
    local host = run.hosts[value]
    return host ~= nil and host.name == wanted
  end
  return value == wanted
end

local function matches(run, event, filter)
  for key, wanted in pairs(filter) do
    if key ~= "from" and key ~= "to" and not matches_key(run, event, key, wanted) then return false end
  end
  return true
end

local function bounds(run, filter)
  return math.max(0, filter.from or 0) + 1, math.min(#run.events - 1, filter.to or math.huge) + 1
end

function Run:select(filter)
  local found = {}
  local first, last = bounds(self, filter)
  for i = first, last do
    if matches(self, self.events[i], filter) then found[#found + 1] = self.events[i] end
  end
  return found
end

function Run:first(filter)
  local first, last = bounds(self, filter)
  for i = first, last do
    if matches(self, self.events[i], filter) then return self.events[i] end
  end
end

function Run:last(filter)
  local first, last = bounds(self, filter)
  for i = last, first, -1 do
    if matches(self, self.events[i], filter) then return self.events[i] end
  end
end

function Run:count(filter) return #self:select(filter) end

-- { id =, name =, host =, spawned =, ended =, error = } of each but the first main program.
function Run:coroutines()
  local list, by_id = {}, {}
  for _, line in ipairs(self.spawned) do
    local co = { id = line.co, name = self:name(line.co), host = line.host, spawned = line }
    list[#list + 1], by_id[line.co] = co, co
  end
  for _, event in ipairs(self.events) do
    local co = by_id[event.co]
    if co and (event.e == "end" or event.e == "closed" or event.e == "lost") then
      co.ended, co.error = event, event.error
    end
  end
  return list
end

local leaves_wait = { run = true, cancel = true, closed = true, lost = true, ["end"] = true }

-- Who awaits at the end, in the order of their numbers.
function Run:left_waiting()
  local waits, list = {}, {}
  for _, event in ipairs(self.events) do
    if event.e == "await" then
      waits[event.co] = event
    elseif leaves_wait[event.e] then
      waits[event.co] = nil
    end
  end
  for co, event in pairs(waits) do list[#list + 1] = { co = co, event = event } end
  table.sort(list, function(a, b) return a.co < b.co end)
  return list
end

function Run:notes()
  local list = {}
  for _, event in ipairs(self.events) do
    if event.e == "note" then
      local place = self.places[event.at]
      local file = place and place.file
      list[#list + 1] =
        { text = event.text, co = event.co, t = event.t, host = event.host, event = event, file = file,
          is_lesson = file ~= nil and self.lesson_files[file] == true }
    end
  end
  return list
end

-- Nanoseconds of virtual time from each await to the next run.
function Run:time_waiting(co)
  local total, since, last = 0, nil, 0
  for _, event in ipairs(self.events) do
    last = event.t
    if event.co ~= nil and is_one_of(self, co, event.co) then
      if event.e == "await" then
        since = event.t
      elseif leaves_wait[event.e] and since then
        total, since = total + event.t - since, nil
      end
    end
  end
  return total + (since and last - since or 0)
end

function Run:time_between(first, second) return second.t - first.t end

-- The event may be the number of a line of the exercise; `line` is for an event that has another line, or none.
function Run:fail(reason, message, event, line)
  error({ reason = reason, message = message, event = event, line = line }, 0)
end

function Run:expect(condition, reason, message, event, line)
  if not condition then self:fail(reason, message, event, line) end
  return condition
end

-- Errors that left a coroutine, and the main programs': { message =, traceback =, co =, event = }.
function Run:errors()
  local list = {}
  for _, event in ipairs(self.events) do
    if event.e == "end" and event.error then
      list[#list + 1] = { message = event.error, traceback = event.traceback, co = event.co, event = event }
    end
  end
  for _, text in ipairs(self.messages) do
    local message = text:match("^(.-)\nstack traceback:") or text
    list[#list + 1] = { message = message, traceback = text, co = 0 }
  end
  return list
end

return { new = new }
