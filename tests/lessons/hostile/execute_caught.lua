-- reason: missing-line
-- Does so quietly.
print(pcall(os.execute, "touch OUTSIDE/harm"), pcall(io.popen, "touch OUTSIDE/harm"))
