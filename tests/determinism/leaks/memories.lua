-- Writable bytes, fresh ones and texts of them.
local memory = require "memory"
local m = memory.create(1000)
print(m:find("\1"), m, memory.type(m), #memory.create("abc"), memory.create(5) == "\0\0\0\0\0")
print(pcall(memory.resize, m, 5))
