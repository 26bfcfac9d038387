-- `coutil learn`: which commands there are. Each is in a file of its own; all get the words after its name.
-- The machine (folders, terminal, runs in the simulation) comes from the module `system`, which is C++.

local commands = {
  { "check", "check LESSON", "is it right? the first wrong thing, with its line and how to see it again", "check_command" },
  { "dev-check", "dev-check [LESSON...]", "for authors: does a lesson hold?", "dev_check" },
}

local function usage(out)
  out:write("coutil learn: a course on coroutines and how they are scheduled\n\n")
  for _, command in ipairs(commands) do
    out:write(("  coutil learn %-28s %s\n"):format(command[2], command[3]))
  end
  out:write("\nExit codes: 0 well; 1 a check failed; 2 wrong usage. Each command has --help.\n")
end

local words = { ... }
local name = table.remove(words, 1)
if name == nil or name == "--help" or name == "-h" or name == "help" then
  usage(io.stdout)
  return 0
end
for _, command in ipairs(commands) do
  if command[1] == name then
    return require("words").run(command, words, require(command[4]))
  end
end
io.stderr:write(("coutil: there is no command 'learn %s'; see coutil learn --help\n"):format(name))
return 2
