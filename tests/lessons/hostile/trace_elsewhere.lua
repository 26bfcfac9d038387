-- reason: forbidden
-- Ends the recording, and writes a trace over a file.
local trace = require "coutil.trace"
trace.stop()
trace.start "OUTSIDE/secret.txt"
