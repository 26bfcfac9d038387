-- reason: lost-wake-up
-- When all fail at once, the last one emits before anybody waits.

local event = require "coutil.event"
local spawn = require "coutil.spawn"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors, missing = {}, {}, #pages
  for _, page in ipairs(pages) do
    spawn.trap(function(ok, result)
      if ok then texts[page] = result else errors[page] = result end
      missing = missing - 1
      if missing == 0 then event.emitone(texts) end
    end, fetch, page)
  end
  event.await(texts)
  return texts, errors
end

return crawler
