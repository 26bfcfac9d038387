-- Runs a program of one of the folders here as if it had been named itself: one_of.lua FOLDER/PROGRAM.lua [ARG...].
-- In the simulation a program reads from its script's folder only, and some share files of another folder.

local folder = arg[0]:match("^.*/") or ""
arg[0] = folder .. table.remove(arg, 1)
dofile(arg[0])
