-- reason: endless
-- Inside of one call of the library.
print((("a"):rep(30000)):find((".-"):rep(30) .. "b"))
