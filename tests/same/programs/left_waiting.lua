-- Coroutines that nobody resumes any more are named when the program ends; it is no failure.
local event = require "coutil.event"
local promise = require "coutil.promise"
local trace = require "coutil.trace"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local lonely = tools.start(function() event.await("an event that never comes") end)
trace.name(lonely, "the lonely one")
local claim = promise.create()
local claiming = tools.start(function() claim() end)
local several = tools.start(function() event.awaitall("one", "two") end)
print(event.emitone("one"))
print(coroutine.status(lonely), coroutine.status(claiming), coroutine.status(several))
