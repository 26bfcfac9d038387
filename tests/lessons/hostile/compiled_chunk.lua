-- reason: forbidden
-- A compiled chunk that was tampered with.
local code = string.dump(function() return 1 end):gsub("\x80", "\x81")
load(code)()
