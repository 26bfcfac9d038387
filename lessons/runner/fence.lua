-- What is said where the kernel refuses to fence a run in, as it does in some containers.
local system = require "system"

local fence = {}

-- For one's own work: it is run all the same.
function fence.note()
  if system.has_fence() then return end
  io.stderr:write("coutil: note: this machine refuses the filter of system calls (seccomp), the second fence around a run. "
    .. "For your own work that does not matter.\n")
end

-- For the work of others: not without being told to.
function fence.require(may_do_without)
  if may_do_without or system.has_fence() then return end
  error { say = "this machine refuses the filter of system calls (seccomp), so only the simulation itself keeps what "
    .. "is handed in from your files. Grade where seccomp is allowed (for a container, with its default profile), or "
    .. "give --unfenced if you trust the submissions" }
end

return fence
