-- reason: error
-- The same, in pieces.
local code, at = string.dump(function() return 1 end), 0
local chunk = assert(load(function()
  at = at + 1
  return at <= #code and code:sub(at, at) or nil
end, "piece", "b"))
chunk()
