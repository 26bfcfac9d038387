-- reason: missing-line
-- Removes and renames files outside.
print(os.remove "OUTSIDE/secret.txt", os.rename("OUTSIDE/secret.txt", "OUTSIDE/harm"), os.tmpname())
