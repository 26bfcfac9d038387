-- How the fuzzer's programs say that something is wrong: the run ends, with its seed.

local sim = require "coutil.sim"

local checks = { kHand = "by hand" } -- what a resume by hand gives

-- What an error may say; everything else is a failure.
local kErrors = { "already used", "in use", "not listening", "already listening", "is not available for sockets",
  "resumed too deep", "C stack overflow", "Bad file descriptor", "file is already closed" }

function checks.fail(message)
  sim.fail(sim.hostname() .. ": " .. debug.traceback(message, 2))
end

function checks.ok(value, message)
  if not value then checks.fail(message) end
  return value
end

function checks.equal(value, expected, what)
  if value ~= expected then
    checks.fail(("%s: expected %s, got %s"):format(what, tostring(expected), tostring(value)))
  end
end

function checks.error(message)
  for _, words in ipairs(kErrors) do
    if tostring(message):find(words, 1, true) then return end
  end
  checks.fail(tostring(message))
end

-- A value, or nil and a message, or what a resume by hand gave. Returns whether it is a value.
function checks.result(value, message)
  if value == checks.kHand then return false end
  if value then return true end
  checks.ok(type(message) == "string", ("expected a message, got %s, %s"):format(tostring(value), tostring(message)))
  return false
end

return checks
