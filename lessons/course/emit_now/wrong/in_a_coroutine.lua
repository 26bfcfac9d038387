-- reason: emitted-too-early
-- The emit is in a coroutine of its own, but that one runs at once, too.

local event = require "coutil.event"
local spawn = require "coutil.spawn"

local board = { home = 0, guests = 0, leader = "nobody" }

function board.goal(team)
  spawn.catch(error, event.emitall, board)
  board[team] = board[team] + 1
  local ahead = board.home - board.guests
  board.leader = ahead == 0 and "nobody" or ahead > 0 and "home" or "guests"
end

return board
