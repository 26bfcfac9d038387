-- reason: error
-- Writes a file outside.
assert(io.open("OUTSIDE/harm", "w")):write("harm"):close()
