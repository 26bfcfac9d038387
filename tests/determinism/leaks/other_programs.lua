-- Starting other programs.
print(pcall(os.execute), pcall(os.execute, "true"))
print(pcall(io.popen, "date"))
