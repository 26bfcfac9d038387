-- A scoreboard. The referee calls board.goal; displays await board, and read it when they are woken.

local event = require "coutil.event"
local trace = require "coutil.trace"

local board = trace.name({ home = 0, guests = 0, leader = "nobody" }, "board")

function board.goal(team) -- "home" or "guests"
  event.emitall(board) -- there is news
  board[team] = board[team] + 1
  if board.home == board.guests then
    board.leader = "nobody"
  else
    board.leader = board.home > board.guests and "home" or "guests"
  end
end

return board
