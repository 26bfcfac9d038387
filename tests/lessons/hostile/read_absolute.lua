-- reason: error
-- Reads a file outside.
print(assert(io.open "OUTSIDE/secret.txt"):read("a"))
