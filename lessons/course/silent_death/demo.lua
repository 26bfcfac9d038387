-- A coroutine with an error in it.

local function worker()
  print "A"
  error("oops")
end

coroutine.resume(coroutine.create(worker))
print "B"
