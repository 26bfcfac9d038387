-- A scoreboard. The referee calls board.goal; displays await board, and read it when they are woken.
-- The emit comes last: whoever it wakes runs inside of it, and finds everything in order.

local event = require "coutil.event"
local trace = require "coutil.trace"

local board = trace.name({ home = 0, guests = 0, leader = "nobody" }, "board")

function board.goal(team)
  board[team] = board[team] + 1
  if board.home == board.guests then
    board.leader = "nobody"
  else
    board.leader = board.home > board.guests and "home" or "guests"
  end
  event.emitall(board)
end

return board
