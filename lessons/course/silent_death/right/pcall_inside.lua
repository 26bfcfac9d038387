-- pcall around fetch, in the coroutine.

local event = require "coutil.event"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors, ended = {}, {}, 0
  for _, page in ipairs(pages) do
    coroutine.wrap(function()
      local ok, result = pcall(fetch, page)
      local into = ok and texts or errors
      into[page] = result
      ended = ended + 1
      event.emitall(errors)
    end)()
  end
  while ended < #pages do event.await(errors) end
  return texts, errors
end

return crawler
