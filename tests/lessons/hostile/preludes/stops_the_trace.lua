-- reason: forbidden
local trace = require "coutil.trace"
trace.stop()
