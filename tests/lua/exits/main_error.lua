-- exit 1
-- stderr has main_error.lua:4: oops
local event = require "coutil.event"
error("oops" .. (event.pending("e") and "!" or ""))
