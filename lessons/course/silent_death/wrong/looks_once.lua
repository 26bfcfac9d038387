-- reason: silent-death
-- What resume returns is looked at, but later errors go elsewhere.

local event = require "coutil.event"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors, missing = {}, {}, #pages
  for _, page in ipairs(pages) do
    local ok, message = coroutine.resume(coroutine.create(function()
      texts[page] = fetch(page)
      missing = missing - 1
      if missing == 0 then event.emitone(texts) end
    end))
    if not ok then
      errors[page] = message
      missing = missing - 1
    end
  end
  if missing > 0 then event.await(texts) end
  return texts, errors
end

return crawler
