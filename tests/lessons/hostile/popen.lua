-- reason: forbidden
-- Starts a program that it reads from.
io.popen("touch OUTSIDE/harm"):read("a")
