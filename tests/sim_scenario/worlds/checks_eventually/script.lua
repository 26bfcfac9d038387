-- Does what is awaited, and ends.
require("coutil.sim").set("done", true)
print("the script ends")
