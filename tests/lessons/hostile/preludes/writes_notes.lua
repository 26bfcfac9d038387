-- same verdict: notes as if the lesson had written them
local note = require("coutil.trace").note
local texts = {}
for i = 1, 12 do table.insert(texts, ("got %d"):format(i)) end
for _, text in ipairs(texts) do
  note(text)
  pcall(note, text)
  coroutine.wrap(note)(text)
  load("require 'coutil.trace'.note('" .. text .. "')", "@harness.lua")()
  load("require 'coutil.trace'.note('" .. text .. "')", "=harness.lua", "t")()
end
