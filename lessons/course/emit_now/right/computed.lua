-- Who leads is worked out when somebody asks.

local event = require "coutil.event"

local board = setmetatable({ home = 0, guests = 0 }, {
  __index = function(self, key)
    if key ~= "leader" then return nil end
    if self.home == self.guests then return "nobody" end
    return self.home > self.guests and "home" or "guests"
  end,
})

function board.goal(team)
  board[team] = board[team] + 1
  event.emitall(board)
end

return board
