-- Five pages, some of which can't be had, and a reader who wants them all. It is not to be changed.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local crawler = guard.table { "fetch_all" }

local pages = {}
for i = 1, 5 do pages[i] = "page " .. i end

-- What is the matter with each page. The first that fails and when is up to chance; one fails at least.
local fate = {}
for _, page in ipairs(pages) do
  local dice = math.random(6)
  fate[page] = dice == 1 and "no such page" or dice == 2 and "connection lost" or "well"
end
fate[pages[math.random(#pages)]] = math.random(2) == 1 and "no such page" or "connection lost"
-- Now and then the whole server is gone, and all fail before anybody has waited.
if math.random(6) == 1 then
  for _, page in ipairs(pages) do fate[page] = "no such page" end
end

local function fetch(page)
  trace.note(("%s: fetched @%s"):format(page, guard.line()))
  if fate[page] ~= "no such page" then system.pause(math.random(10, 50) / 1000) end
  trace.note(("%s: %s"):format(page, fate[page]))
  if fate[page] ~= "well" then error(page .. ": " .. fate[page], 0) end
  return "text of " .. page
end

local function reader()
  trace.note "calls fetch_all"
  local ok, texts, errors = pcall(crawler.fetch_all, pages, fetch)
  trace.note(ok and "has all" or "failed " .. tostring(texts))
  if not ok then return print("the reader got an error: " .. tostring(texts)) end
  for _, page in ipairs(pages) do
    local text = type(texts) == "table" and texts[page]
    local problem = type(errors) == "table" and errors[page]
    trace.note(("%s: text %s; error %s"):format(page, tostring(text), tostring(problem)))
    print(("%s: %s"):format(page, text or problem or "?"))
  end
end

assert(coroutine.resume(trace.name(coroutine.create(reader), "reader")))
system.run()
