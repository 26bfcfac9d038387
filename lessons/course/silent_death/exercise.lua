-- Fetches many pages at the same time. fetch(page) suspends until the page has come and returns its text, or raises
-- an error, now or later.

local event = require "coutil.event"
local trace = require "coutil.trace"

local crawler = {}

-- Returns two tables: texts[page] for the pages that came, errors[page] for the others.
function crawler.fetch_all(pages, fetch)
  local texts, errors = {}, {}
  local missing = #pages

  local function work(page)
    texts[page] = fetch(page)
    missing = missing - 1
    if missing == 0 then event.emitone(texts) end
  end

  for _, page in ipairs(pages) do
    local co = trace.name(coroutine.create(work), page)
    coroutine.resume(co, page)
  end

  if missing > 0 then event.await(texts) end
  return texts, errors
end

return crawler
