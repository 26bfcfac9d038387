-- What standard input is.
print(io.read("l"), io.stdin, io.type(io.stdin))
