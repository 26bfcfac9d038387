-- reason: ended
-- Kills itself.
require("coutil.sim").kill(1, "SIGKILL")
while true do end
