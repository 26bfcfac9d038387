-- reason: nobody-told
-- The error is caught and printed, and the reader still waits.

local event = require "coutil.event"
local spawn = require "coutil.spawn"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors, missing = {}, {}, #pages
  for _, page in ipairs(pages) do
    spawn.catch(print, function()
      texts[page] = fetch(page)
      missing = missing - 1
      if missing == 0 then event.emitone(texts) end
    end)
  end
  if missing > 0 then event.await(texts) end
  return texts, errors
end

return crawler
