-- A module for program.lua, in a folder below it. Knows only what require tells it:
-- its name.
return {name = ...}
