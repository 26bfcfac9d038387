-- Names for temporary files, and files without one.
for _ = 1, 3 do
  local name = os.tmpname()
  print(name, io.open(name), os.remove(name))
end
print(io.tmpfile())
