-- same verdict: methods of strings
local methods = getmetatable "" or setmetatable({}, { __index = function() return {} end })
methods.__index = { format = function() return "got 1" end, match = function() end }
methods.__concat = function() return "got 1" end
