-- reason: error
-- Reads what the system says of processes.
print(assert(io.open "/proc/self/environ"):read("a"))
