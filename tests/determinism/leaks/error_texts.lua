-- Messages of errors that name values.
print(pcall(function() local t = {} return t + {} end))
print(pcall(error, {}))
print(pcall(error, setmetatable({}, { __tostring = function(t) return string.format("%p", t) end })))
print(select(2, xpcall(error, debug.traceback, "deep")))
