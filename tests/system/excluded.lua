-- The cases that pass on a real machine only, each with the reason why a simulation can't run it. All others pass on
-- both. The tests hold that there are fewer than five.

return {
  ["a process ends by SIGPIPE"] =
    "the simulation's programs are programs of this toolkit, which ignore SIGPIPE",
  ["a finalizer closes the socket amid a send"] =
    "the simulation collects garbage between steps only, so that a run repeats; never within an operation",
}
