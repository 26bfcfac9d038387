-- The client: makes ten deposits, one after the other. The notes say what it deposits and what it is told.

local system = require "coutil.system"
local trace = require "coutil.trace"
local new = dofile("guard.lua").functions(1)

local kDeposits = 10

local client = trace.name(coroutine.create(function()
  local socket = assert(system.socket("datagram"))
  assert(socket:connect(system.address("ipv4", "10.0.0.1:7")))
  local deposit = new(socket)
  for number = 1, kDeposits do
    local amount = 10 * math.random(9)
    trace.note("deposits " .. amount)
    local total = deposit(amount)
    trace.note(("is told %s"):format(total))
    print(("deposit %d of %d: the total is %s"):format(number, amount, total))
    system.pause(0.01 + 0.05 * math.random())
  end
  os.exit(0) -- whatever else of the exercise is still under way
end), "client")
assert(coroutine.resume(client))
system.run()
