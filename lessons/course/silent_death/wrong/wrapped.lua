-- reason: one-fails-all
-- What coroutine.wrap gives raises the error in who calls it.

local event = require "coutil.event"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors, missing = {}, {}, #pages
  for _, page in ipairs(pages) do
    coroutine.wrap(function()
      local ok, result = pcall(fetch, page)
      if ok then texts[page] = result else errors[page] = result end
      missing = missing - 1
      if missing == 0 then event.emitone(texts) end
      if not ok then error(result, 0) end
    end)()
  end
  if missing > 0 then event.await(texts) end
  return texts, errors
end

return crawler
