-- Fetches many pages at the same time. fetch(page) suspends until the page has come and returns its text, or raises
-- an error, now or later.
-- spawn.trap says what is to happen when a coroutine ends, be it well or by an error: so every end is counted.

local event = require "coutil.event"
local spawn = require "coutil.spawn"

local crawler = {}

-- Returns two tables: texts[page] for the pages that came, errors[page] for the others.
function crawler.fetch_all(pages, fetch)
  local texts, errors = {}, {}
  local missing = #pages

  for _, page in ipairs(pages) do
    local function ended(ok, result)
      if ok then texts[page] = result else errors[page] = result end
      missing = missing - 1
      if missing == 0 then event.emitone(texts) end
    end
    spawn.trap(ended, fetch, page)
  end

  if missing > 0 then event.await(texts) end
  return texts, errors
end

return crawler
