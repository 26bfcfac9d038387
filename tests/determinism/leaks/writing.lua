-- Writing files.
print(pcall(io.open, "written.txt", "w"))
print(pcall(os.remove, "nothing"), pcall(os.rename, "nothing", "else"))
