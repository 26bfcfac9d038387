-- A coroutine with an error in it.

local co = coroutine.create(function()
  print "A"
  error("oops")
end)

coroutine.resume(co)
print "B"
