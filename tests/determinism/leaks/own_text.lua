-- Reading files of the script's folder.
local file = assert(io.open(arg[0]))
print(file, #file:read("a"), file:seek("cur"), file:close(), file)
print(io.open("no such file"))
print(io.open("/etc/hostname"))
