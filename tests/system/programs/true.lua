-- The program "true" of the simulated machine: it succeeds.
os.exit(0)
