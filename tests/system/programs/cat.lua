-- The program "cat" of the simulated machine: copies its standard input, or the files named, to its standard output.

local function copy(file)
  for piece in file:lines(4096) do io.stdout:write(piece) end
end

if #arg == 0 then copy(io.stdin) end
for _, path in ipairs(arg) do
  local file, message = io.open(path, "rb")
  if not file then
    io.stderr:write("cat: ", message, "\n")
    os.exit(1)
  end
  copy(file)
  file:close()
end
