-- reason: not-called
-- Who can't come in at once goes away.

local shelf = {}
local readers, writing = 0, false

function shelf.read(body)
  if writing then return end
  readers = readers + 1
  body()
  readers = readers - 1
end

function shelf.write(body)
  if writing or readers > 0 then return end
  writing = true
  body()
  writing = false
end

return shelf
