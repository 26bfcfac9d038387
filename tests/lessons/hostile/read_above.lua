-- reason: error
-- Reads a file outside by its way up.
print(assert(io.open "../../../../../../../../../../OUTSIDE/secret.txt"):read("a"))
