-- The program "false" of the simulated machine: it fails.
os.exit(1)
