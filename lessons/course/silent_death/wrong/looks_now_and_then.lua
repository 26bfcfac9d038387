-- reason: too-late
-- Nobody wakes fetch_all: it looks every two milliseconds.

local spawn = require "coutil.spawn"
local system = require "coutil.system"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors, missing = {}, {}, #pages
  for _, page in ipairs(pages) do
    spawn.trap(function(ok, result)
      if ok then texts[page] = result else errors[page] = result end
      missing = missing - 1
    end, fetch, page)
  end
  while missing > 0 do system.pause(0.002) end
  return texts, errors
end

return crawler
