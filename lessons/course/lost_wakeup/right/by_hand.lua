-- The letter is handed over to a coroutine of one's own list of those who wait.

local letters, waiting = {}, {}
local mailbox = {}

function mailbox.put(letter)
  local co = table.remove(waiting, 1)
  if co then
    coroutine.resume(co, letter)
  else
    table.insert(letters, letter)
  end
end

function mailbox.take()
  if #letters > 0 then return table.remove(letters, 1) end
  table.insert(waiting, (coroutine.running()))
  return coroutine.yield()
end

return mailbox
