-- Runs a program and says in a word how it ended.

local system = require "coutil.system"

return function(path, seconds)
  if system.execute(path) then return "ok" end
  return "missing"
end
