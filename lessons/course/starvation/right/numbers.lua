-- Each draws a number; a writer waits for all lower ones, a reader for the writers among them.

local event = require "coutil.event"

local shelf = {}
local last, inside = 0, {} -- by number: "read" or "write", of those who wait or are inside

local function may_enter(number, how)
  for other, its in pairs(inside) do
    if other < number and (how == "write" or its == "write") then return false end
  end
  return true
end

local function use(how, body)
  last = last + 1
  local number = last
  inside[number] = how
  while not may_enter(number, how) do event.await(shelf) end
  body()
  inside[number] = nil
  event.emitall(shelf)
end

function shelf.read(body) use("read", body) end

function shelf.write(body) use("write", body) end

return shelf
