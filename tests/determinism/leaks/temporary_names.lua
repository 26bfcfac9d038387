-- Names for temporary files.
print(pcall(os.tmpname))
print(pcall(io.tmpfile))
