-- Runs a test file on the model instead of the engine: lua5.4 with_oracle.lua FILE [ARG...].
-- A test that the model fails misreads the manual (or the model does).

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
require("oracle").install()
coutil_model = true
local file = table.remove(arg, 1)
arg[0] = file
dofile(file)
