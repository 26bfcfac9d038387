-- reason: half-done
-- Counted, emitted, and only then is it seen who leads.

local event = require "coutil.event"

local board = { home = 0, guests = 0, leader = "nobody" }

function board.goal(team)
  board[team] = board[team] + 1
  event.emitall(board)
  if board.home == board.guests then
    board.leader = "nobody"
  else
    board.leader = board.home > board.guests and "home" or "guests"
  end
end

return board
