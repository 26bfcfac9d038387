-- reason: forbidden
-- Starts a program.
os.execute "touch OUTSIDE/harm"
