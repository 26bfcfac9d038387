-- `coutil learn`: which commands there are. Each is in a file of its own; all get the words after its name.
-- The machine (folders, terminal, runs in the simulation) comes from the module `system`, which is C++.

local system = require "system"

-- How this program is called, for commands that one may copy.
system.command = os.getenv("COUTIL_COMMAND")
if not system.command or system.command:find("[%%\n]") then system.command = "coutil" end

-- The name, how it is called, what it does, and where it is: a module, and the name in it.
local commands = {
  { "list", "list", "the lessons, and how far you are", "list_command" },
  { "start", "start LESSON", "what to know, a prediction, and the exercise", "start_command" },
  { "check", "check LESSON", "is it right? if not, the first wrong thing", "check_command" },
  { "watch", "watch LESSON", "checks at every save, and says what changed", "watch_command" },
  { "view", "view LESSON", "the lesson and your run in the window", "view_command" },
  { "hint", "hint LESSON", "one more of three", "help_commands", "hint" },
  { "solution", "solution LESSON", "an answer: after passing, or asked for twice", "help_commands", "solution" },
  { "reset", "reset LESSON", "begin the exercise anew; yours is kept", "help_commands", "reset" },
  { "report", "report --to FORMAT", "checks all you have: junit, tap, gradescope or json", "report_command" },
  { "export", "export [FILE]", "your progress as a file", "transfer_commands", "export" },
  { "import", "import FILE", "adds such a file to your progress", "transfer_commands", "import" },
  { "grade", "grade FOLDER", "for teachers: checks a folder of submissions", "grade_command" },
  { "new", "new NAME", "for authors: the beginning of a lesson", "new_command" },
  { "dev-check", "dev-check [LESSON...]", "for authors: does a lesson hold?", "dev_check" },
}

local function usage(out)
  out:write("coutil learn: a course on coroutines and how they are scheduled\n\n")
  for _, command in ipairs(commands) do
    out:write(("  " .. system.command .. " learn %-28s %s\n"):format(command[2], command[3]))
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
    local module = require(command[4])
    return require("words").run(command, words, command[5] and module[command[5]] or module)
  end
end
io.stderr:write(("coutil: there is no command 'learn %s'; see " .. system.command .. " learn --help\n"):format(name))
return 2
