-- reason: too-late
-- The emit comes later, in a turn of its own.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local board = { home = 0, guests = 0, leader = "nobody" }

function board.goal(team)
  spawn.catch(error, function()
    system.pause()
    event.emitall(board)
  end)
  board[team] = board[team] + 1
  local ahead = board.home - board.guests
  board.leader = ahead == 0 and "nobody" or ahead > 0 and "home" or "guests"
end

return board
