-- exit 1
-- stderr has described
error(setmetatable({}, { __tostring = function() return "described" end }))
