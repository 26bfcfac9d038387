-- The text of a table, a function, a coroutine and a file has its address.
print({}, function() end, coroutine.create(print), io.stdout, print, setmetatable({}, { __name = "Named" }))
