-- A waiting writer lets four readers pass, then no more; and writers let a reader in after two.

local event = require "coutil.event"

local shelf = {}
local readers, writing = 0, false
local waiting = { read = 0, write = 0 }
local passed = { read = 0, write = 0 }

local function other(how) return how == "read" and "write" or "read" end

local function may_enter(how)
  if writing or (how == "write" and readers > 0) then return false end
  return waiting[other(how)] == 0 or passed[how] < (how == "read" and 4 or 2)
end

local function enter(how)
  waiting[how] = waiting[how] + 1
  while not may_enter(how) do event.await(shelf) end
  waiting[how] = waiting[how] - 1
  passed[other(how)] = 0
  passed[how] = waiting[other(how)] > 0 and passed[how] + 1 or 0
end

function shelf.read(body)
  enter("read")
  readers = readers + 1
  body()
  readers = readers - 1
  event.emitall(shelf)
end

function shelf.write(body)
  enter("write")
  writing = true
  body()
  writing = false
  event.emitall(shelf)
end

return shelf
