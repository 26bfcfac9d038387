-- reason: wrong-report
-- Counted well, but a failure looks like a page.

local event = require "coutil.event"
local spawn = require "coutil.spawn"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, missing = {}, #pages
  for _, page in ipairs(pages) do
    spawn.trap(function(_, result)
      texts[page] = result
      missing = missing - 1
      if missing == 0 then event.emitone(texts) end
    end, fetch, page)
  end
  if missing > 0 then event.await(texts) end
  return texts, {}
end

return crawler
