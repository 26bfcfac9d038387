-- Each end is put into a queue; the caller takes as many as there are pages.

local queued = require "coutil.queued"
local spawn = require "coutil.spawn"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors, ends = {}, {}, {}
  for _, page in ipairs(pages) do
    spawn.catch(function(message) queued.emitone(ends, errors, page, debug.traceback(message)) end, function()
      queued.emitone(ends, texts, page, fetch(page))
    end)
  end
  for _ = 1, #pages do
    local _, into, page, value = queued.await(ends)
    into[page] = value
  end
  return texts, errors
end

return crawler
