-- What a server must not forget when it stops: its term, whom it voted for in it, and its log. A file that
-- only grows; each record begins with a new line and ends with ";", so that half a record counts for nothing.

local journal = {}
journal.__index = journal

local function replay(self, record)
  local term, vote = record:match("^term (%d+) (%w*)$")
  if term then
    self.term, self.vote = tonumber(term), vote ~= "" and vote or nil
    return
  end
  local index, of, command = record:match("^entry (%d+) (%d+) (.*)$")
  self:keep(tonumber(index), { term = tonumber(of), command = command })
end

-- Opens the file, with what it says of former times.
function journal.open(path)
  local self = setmetatable({ term = 0, vote = nil, log = {} }, journal)
  local old = io.open(path, "r")
  if old then
    for record in old:read("a"):gmatch("\n([^;\n]*);") do replay(self, record) end
    old:close()
  end
  self.file = assert(io.open(path, "a"))
  return self
end

local function write(self, record)
  assert(self.file:write("\n", record, ";"))
  assert(self.file:flush()) -- before anybody hears of it
end

-- Goes on to a term, or votes in the one that we are in.
function journal:enter(term, vote)
  write(self, ("term %d %s"):format(term, vote or ""))
  self.term, self.vote = term, vote
end

-- In memory alone: an entry, and nothing after it.
function journal:keep(index, entry)
  for place = #self.log, index, -1 do self.log[place] = nil end
  self.log[index] = entry
end

-- Writes an entry at that place of the log. Whatever was there, and after it, is gone.
function journal:set(index, term, command)
  write(self, ("entry %d %d %s"):format(index, term, command))
  self:keep(index, { term = term, command = command })
end

-- The term of an entry; 0 at the place before the first.
function journal:term_at(index) return index == 0 and 0 or self.log[index].term end

return journal
