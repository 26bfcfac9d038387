-- reason: too-early
-- The first that fails wakes the reader.

local event = require "coutil.event"
local spawn = require "coutil.spawn"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors, missing = {}, {}, #pages
  for _, page in ipairs(pages) do
    spawn.trap(function(ok, result)
      if ok then texts[page] = result else errors[page] = result end
      missing = ok and missing - 1 or 0
      if missing <= 0 then event.emitone(texts) end
    end, fetch, page)
  end
  if missing > 0 then event.await(texts) end
  return texts, errors
end

return crawler
