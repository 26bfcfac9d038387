-- reason: sent-away
-- Sends guests away instead of letting them wait.
return function(seats)
  local free = seats
  local function enter()
    if free == 0 then return false end
    free = free - 1
    return true
  end
  local function leave() free = free + 1 end
  return enter, leave
end
