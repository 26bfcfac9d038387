-- Files, which a program finds the same on a real machine and on a simulated one: io, os.remove, os.rename and
-- os.tmpname, loading code. All that it makes begins with the name that os.tmpname gave, and goes at the end.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local case = harness.case

local base = os.tmpname()
local made = { base }

local function name_of(word)
  local name = base .. "." .. word
  made[#made + 1] = name
  return name
end

local function write(name, ...)
  local file = assert(io.open(name, "w"))
  assert(file:write(...))
  assert(file:close())
end

local function content(name)
  local file <close> = assert(io.open(name))
  return file:read("a")
end

case("os.tmpname makes an empty file of its own", "Lua's manual: os.tmpname", function(t)
  t:equal(content(base), "")
  t:ok(base:find("^/tmp/lua_%w%w%w%w%w%w$"), "a name as mkstemp's was expected: " .. base)
  local other = os.tmpname()
  t:ok(other ~= base)
  t:values(table.pack(os.remove(other)), true)
end)

case("opening tells why not", "Lua's manual: io.open", function(t)
  local none = base .. "/none"
  write(base, "")
  t:values(table.pack(io.open("no-such-file")), nil, "no-such-file: No such file or directory", 2)
  t:values(table.pack(io.open("no-such-folder/x", "w")), nil, "no-such-folder/x: No such file or directory", 2)
  t:values(table.pack(io.open("no-such-folder/../x", "w")), nil, "no-such-folder/../x: No such file or directory", 2)
  t:values(table.pack(io.open("")), nil, ": No such file or directory", 2)
  t:values(table.pack(io.open(none, "w")), nil, none .. ": Not a directory", 20)
  t:values(table.pack(io.open(base .. "/")), nil, base .. "/: Not a directory", 20)
  for _, mode in ipairs { "w", "a", "r+", "w+", "a+b" } do
    t:values(table.pack(io.open("/tmp", mode)), nil, "/tmp: Is a directory", 21)
  end
  local long = ("x"):rep(300)
  t:values(table.pack(io.open(long, "w")), nil, long .. ": File name too long", 36)
  for _, mode in ipairs { "", "x", "rw", "+r", "r++", "rb+" } do
    t:raises_argument(2, "open", io.open, base, mode)
  end
  t:raises_argument(1, "open", io.open)
end)

case("each mode does what it says", "Lua's manual: io.open, mode", function(t)
  local name = name_of "modes"
  t:values(table.pack(io.open(name, "r+")), nil, name .. ": No such file or directory", 2)
  write(name, "one\n")
  local appending = assert(io.open(name, "ab"))
  t:equal(appending:seek(), 4)
  t:equal(appending:seek("set", 1), 1)
  t:equal(appending:write("two\n"), appending)
  t:equal(appending:seek(), 8)
  t:values(table.pack(appending:read()), nil, "Bad file descriptor", 9)
  t:values(table.pack(appending:close()), true)
  local both = assert(io.open(name, "r+"))
  t:values(table.pack(both:read("l", "l", "l")), "one", "two", nil)
  both:seek("set", 1)
  both:write("N")
  both:seek("set", 0)
  t:equal(both:read("a"), "oNe\ntwo\n")
  both:close()
  local reading = assert(io.open(name))
  t:values(table.pack(reading:write("x")), nil, "Bad file descriptor", 9)
  t:equal(reading:write(""), reading)
  reading:close()
  both = assert(io.open(name, "a+"))
  t:equal(both:seek(), 0)
  t:equal(both:read(), "oNe")
  both:seek("cur", 0)
  both:write("three")
  both:seek("set", 4)
  t:equal(both:read("a"), "two\nthree")
  both:close()
  both = assert(io.open(name, "w+"))
  t:equal(both:read("a"), "")
  both:close()
  t:equal(content(name), "")
end)

case("reading in all formats", "Lua's manual: file:read", function(t)
  local name = name_of "formats"
  write(name, "one\ntwo\n\nlast")
  local file = assert(io.open(name))
  t:values(table.pack(file:read("l", "L", 0, "l", 2, "a", "a", "l")), "one", "two\n", "", "", "la", "st", "", nil)
  t:values(table.pack(file:read(0)), nil)
  t:raises("bad argument #1 to 'read' (invalid format)", function() file:read("x") end)
  file:close()
  write(name, " 12 0x1F -3.5e2 .5 nan 7")
  file = assert(io.open(name))
  t:values(table.pack(file:read("n", "n", "n", "n", "n", "n")), 12, 31, -350.0, 0.5, nil)
  t:equal(file:read("a"), "nan 7")
  file:close()
  file = assert(io.open("/tmp"))
  t:values(table.pack(file:read("a", "l")), nil, "Is a directory", 21)
  t:values(table.pack(file:close()), true)
end)

case("positions", "Lua's manual: file:seek", function(t)
  local name = name_of "positions"
  write(name, "0123456789")
  local file = assert(io.open(name, "r+"))
  t:values(table.pack(file:seek()), 0)
  t:values(table.pack(file:seek("end")), 10)
  t:values(table.pack(file:seek("set", 3)), 3)
  t:equal(file:read(2), "34")
  t:values(table.pack(file:seek("cur", -1)), 4)
  t:values(table.pack(file:seek("set", -1)), nil, "Invalid argument", 22)
  t:values(table.pack(file:seek("end", -11)), nil, "Invalid argument", 22)
  t:values(table.pack(file:seek("end", 3)), 13)
  t:equal(file:read(1), nil)
  file:seek("cur", 0)
  file:write("x")
  file:close()
  t:equal(content(name), "0123456789\0\0\0x")
  file = io.open(name)
  t:raises("bad argument #1 to 'seek' (invalid option 'x')", function() file:seek("x") end)
  t:raises("bad argument #2 to 'seek' (number has no integer", function() file:seek("set", 0.5) end)
  file:close()
end)

case("what is written is on the disk when it is flushed", "Lua's manual: file:flush, file:setvbuf", function(t)
  local name = name_of "buffers"
  local file = assert(io.open(name, "w"))
  file:write("held")
  t:equal(content(name), "")
  t:ok(file:flush())
  t:equal(content(name), "held")
  t:equal(file:setvbuf("full", 100), true)
  file:write(("x"):rep(5000))
  t:equal(#content(name), 4100)
  file:seek("set", 0)
  t:equal(#content(name), 5004)
  file:close()
  file = assert(io.open(name, "w"))
  t:equal(file:setvbuf("line"), true)
  file:write("a line\nand ")
  t:equal(content(name), "a line\n")
  file:write("another\n")
  t:equal(content(name), "a line\nand another\n")
  file:close()
  file = assert(io.open(name, "w"))
  t:equal(file:setvbuf("no"), true)
  file:write("at once")
  t:equal(content(name), "at once")
  t:raises("bad argument #1 to 'setvbuf' (invalid option 'x')", function() file:setvbuf("x") end)
  t:raises("bad argument #1 to 'setvbuf' (string expected, got no value)", function() file:setvbuf() end)
  file:close()
end)

case("a file that is collected is written", "Lua's manual: file:close", function(t)
  local name = name_of "collected"
  io.open(name, "w"):write("text")
  collectgarbage()
  collectgarbage()
  -- The simulation collects between steps, so the file may be open still.
  local text = content(name)
  t:ok(text == "text" or text == "")
end)

case("writing takes texts and numbers, and what comes before a wrong one", "Lua's manual: file:write", function(t)
  local name = name_of "written"
  local file = assert(io.open(name, "w"))
  t:equal(file:write("a", 1, 0.5, "", -7, "b\0c", math.maxinteger), file)
  t:raises("bad argument #2 to 'write' (string expected, got table)", function()
    file:write("before", {}, "after")
  end)
  t:equal(file:close(), true)
  t:equal(content(name), "a10.5-7b\0c9223372036854775807before")
end)

case("lines", "Lua's manual: io.lines, file:lines", function(t)
  local name = name_of "lines"
  write(name, "one\ntwo\n\nlast")
  local lines = {}
  for line in io.lines(name) do lines[#lines + 1] = line end
  t:equal(table.concat(lines, "|"), "one|two||last")
  lines = {}
  for first, rest in io.lines(name, 1, "L") do lines[#lines + 1] = first .. "," .. tostring(rest) end
  t:equal(table.concat(lines, "|"), "o,ne\n|t,wo\n|\n,last")
  local file = assert(io.open(name))
  lines = {}
  for line in file:lines("L") do lines[#lines + 1] = line end
  t:equal(table.concat(lines), "one\ntwo\n\nlast")
  t:equal(io.type(file), "file")
  local iterate = file:lines()
  file:close()
  t:raises("file is already closed", iterate)
  local next_line, nothing, control, closing = io.lines(name)
  t:values(table.pack(nothing, control, io.type(closing)), nil, nil, "file")
  while next_line() do end
  t:equal(io.type(closing), "closed file")
  t:raises("cannot open file 'no-such-file' (No such file or directory)", io.lines, "no-such-file")
  t:raises("Is a directory", function() for _ in io.lines("/tmp") do end end)
  t:raises_argument(1, "lines", io.lines, {})
end)

case("default files", "Lua's manual: io.input, io.output", function(t)
  local name = name_of "default"
  local input, output = io.input(), io.output()
  t:equal(output, io.stdout)
  local file = io.output(name)
  t:equal(io.output(), file)
  t:equal(io.write("one\n", 2, "\n"), file)
  t:ok(io.flush())
  t:equal(content(name), "one\n2\n")
  t:values(table.pack(io.close()), true)
  t:raises("default output file is closed", io.write, "x")
  t:raises("default output file is closed", io.flush)
  t:raises("closed file", io.close)
  t:equal(io.output(output), output)
  io.input(name)
  t:values(table.pack(io.read("l", "n", "L", "l")), "one", 2, "\n", nil)
  io.input():seek("set")
  local lines = {}
  for line in io.lines() do lines[#lines + 1] = line end
  t:equal(table.concat(lines, "|"), "one|2")
  io.input():close()
  t:raises("default input file is closed", io.read)
  t:equal(io.input(input), input)
  t:raises("cannot open file 'no-such-file' (No such file or directory)", io.input, "no-such-file")
  t:raises("cannot open file 'no-such-folder/x' (No such file or directory)", io.output, "no-such-folder/x")
  t:raises_argument(1, "input", io.input, {})
end)

case("files that are closed, and what is no file", "Lua's manual: io.type, file:close", function(t)
  local file = assert(io.open(base))
  t:ok(tostring(file):find("^file %(0x%x+%)$"))
  t:values(table.pack(io.type(file), io.type(io.stdout), io.type("x")), "file", "file", nil)
  t:values(table.pack(io.close(file)), true)
  t:values(table.pack(tostring(file), io.type(file)), "file (closed)", "closed file")
  for _, method in ipairs { "read", "write", "lines", "flush", "seek", "setvbuf", "close" } do
    t:raises("attempt to use a closed file", file[method], file, "no")
  end
  t:raises("attempt to use a closed file", io.input, file)
  t:raises("bad argument #1 to 'read' (FILE* expected, got table)", function()
    local read = file.read
    read(io)
  end)
  t:raises_argument(1, "type", io.type)
  do
    local inner <close> = assert(io.open(base))
    file = inner
  end
  t:equal(io.type(file), "closed file")
  t:values(table.pack(io.stdout:close()), nil, "cannot close standard file")
  t:equal(getmetatable(file).__name, "FILE*")
end)

case("removing and renaming", "Lua's manual: os.remove, os.rename", function(t)
  local one, two = name_of "one", name_of "two"
  t:values(table.pack(os.remove(one)), nil, one .. ": No such file or directory", 2)
  t:values(table.pack(os.rename(one, two)), nil, "No such file or directory", 2)
  write(one, "one")
  write(two, "two")
  local file = assert(io.open(two))
  t:values(table.pack(os.rename(one, two)), true)
  t:equal(file:read("a"), "two")
  file:close()
  t:values(table.pack(io.open(one)), nil, one .. ": No such file or directory", 2)
  t:equal(content(two), "one")
  t:values(table.pack(os.rename(two, two)), true)
  t:values(table.pack(os.rename(two, two .. "/x")), nil, "Not a directory", 20)
  t:values(table.pack(os.rename(two .. "/", one)), nil, "Not a directory", 20)
  t:values(table.pack(os.rename(two, "no-such-folder/x")), nil, "No such file or directory", 2)
  file = assert(io.open(two, "w"))
  file:write("to nobody")
  t:values(table.pack(os.remove(two)), true)
  t:values(table.pack(file:close()), true)
  t:values(table.pack(os.remove(two)), nil, two .. ": No such file or directory", 2)
  t:values(table.pack(os.remove("")), nil, ": No such file or directory", 2)
  t:values(table.pack(os.remove(".")), nil, ".: Invalid argument", 22)
  t:values(table.pack(os.remove("/")), nil, "/: Device or resource busy", 16)
  t:raises_argument(1, "remove", os.remove)
  t:raises_argument(2, "rename", os.rename, "x")
end)

case("temporary files and devices", "Lua's manual: io.tmpfile", function(t)
  local file = io.tmpfile()
  file:write("text")
  t:equal(file:seek("set", 1), 1)
  t:equal(file:read("a"), "ext")
  t:values(table.pack(file:close()), true)
  file = assert(io.open("/dev/null", "w+"))
  t:equal(file:write("gone"), file)
  t:equal(file:seek("set", 3), 0)
  t:equal(file:read("a"), "")
  t:values(table.pack(file:close()), true)
  file = assert(io.open("/dev/full", "w"))
  t:values(table.pack(file:write(("x"):rep(5000))), nil, "No space left on device", 28)
  t:equal(file:write("x"), file)
  t:values(table.pack(file:flush()), nil, "No space left on device", 28)
  t:equal(file:write("x"), file)
  t:values(table.pack(file:close()), nil, "No space left on device", 28)
end)

case("code that was written is loaded", "Lua's manual: loadfile, dofile, require", function(t)
  local name = name_of "lua"
  write(name, "#!first line\nreturn ..., debug.getinfo(1).source, debug.getinfo(1, 'l').currentline")
  t:values(table.pack(loadfile(name)(5)), 5, "@" .. name, 2)
  t:values(table.pack(dofile(name)), nil, "@" .. name, 2)
  t:values(table.pack(loadfile("no-such-file")), nil, "cannot open no-such-file: No such file or directory")
  t:raises("cannot open no-such-file: No such file or directory", dofile, "no-such-file")
  t:values(table.pack(loadfile(name, "b")), nil, "attempt to load a text chunk (mode is 'b')")
  t:values(table.pack(loadfile("/tmp")), nil, "cannot read /tmp: Is a directory")
  write(name, "return nil + 1")
  t:raises(name .. ":1: attempt to perform arithmetic on a nil value", dofile, name)
  write(name, "return { name = ... }")
  local path = package.path
  package.path = "/tmp/?.lua;" .. path
  local module = base:match("[^/]*$")
  t:equal(require(module).name, module)
  package.path = path
  t:values(table.pack(package.searchpath(module, "/tmp/?.lua")), name)
  t:values(table.pack(package.searchpath("no.such", "?.x;?")), nil, "no file 'no/such.x'\n\tno file 'no/such'")
end)

for _, name in ipairs(made) do os.remove(name) end
harness.finish()
