-- reason: nobody-resumes
-- A bare yield suspends, but tells nobody when to resume.

local system = require "coutil.system"

local function make(dish, begin)
  print(dish .. ": " .. begin)
  coroutine.yield()
  print(dish .. ": ready")
end

coroutine.wrap(make)("tea", "water is on")
coroutine.wrap(make)("toast", "bread is in")
system.run()
print("breakfast!")
