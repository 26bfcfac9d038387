-- reason: forbidden
-- Loads C code.
assert(package.loadlib("/lib/x86_64-linux-gnu/libc.so.6", "*"))
