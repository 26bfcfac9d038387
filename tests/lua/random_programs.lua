-- Random programs of coroutines, run on the engine and on the model; what they observe must be the same.
-- random_programs.lua [COUNT [FIRST_SEED [virtual]]]: with "virtual" (simulation) pauses have delays too.
-- A program that differs is made smaller and printed with both logs and the command that repeats it.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local programs = require "random_ops"
local oracle = require "oracle"

local kCount = tonumber(arg[1]) or 5000
local kFirstSeed = tonumber(arg[2]) or 1
local kVirtual = arg[3] == "virtual"

local engine = {}
for _, name in ipairs { "event", "queued", "mutex", "promise", "spawn", "system", "trace" } do
  engine[name] = require("coutil." .. name)
end

local function first_difference(a, b)
  for index = 1, math.max(#a, #b) do
    if a[index] ~= b[index] then return index end
  end
end

local function differs(program)
  local got = programs.execute(program, engine)
  local expected = programs.execute(program, (oracle.new()))
  return first_difference(got, expected), got, expected
end

-- Takes out one operation after the other as long as the two still differ.
local function shrink(program)
  local smaller = true
  while smaller do
    smaller = false
    for _, body in ipairs(program.bodies) do
      for place = #body, 1, -1 do
        local op = table.remove(body, place)
        if differs(program) then
          smaller = true
        else
          table.insert(body, place, op)
        end
      end
    end
  end
  return program
end

local function report(program)
  print(("The engine and the model differ; repeat it with: random_programs.lua 1 %d%s"):format(
    program.seed, kVirtual and " virtual" or ""))
  shrink(program)
  print(programs.describe(program))
  local where, got, expected = differs(program)
  for index = 1, math.max(#got, #expected) do
    local mark = index == where and ">" or " "
    print(("%s %-50s | %s"):format(mark, expected[index] or "(nothing)", got[index] or "(nothing)"))
  end
  print("(on the left the model, on the right the engine)")
end

local observations, failed = 0, 0
for seed = kFirstSeed, kFirstSeed + kCount - 1 do
  local program = programs.generate(seed, kVirtual)
  local where, got = differs(program)
  observations = observations + #got
  if where then
    failed = failed + 1
    report(program)
    if failed == (kCount == 1 and 1 or 3) then break end
  end
end
collectgarbage()
collectgarbage()
local board = engine.trace.dump(false)
if board.scheduled ~= 0 or board.lines ~= 0 or #board.mutexes ~= 0 then
  print(("left on the board: scheduled %d, lines %d, mutexes %d"):format(board.scheduled, board.lines, #board.mutexes))
  failed = failed + 1
end
print(("%d passed, %d failed (%d observations)"):format(kCount - failed, failed, observations))
io.stdout:flush()
os.exit(failed == 0)
