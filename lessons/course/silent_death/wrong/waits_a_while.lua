-- reason: not-reported
-- A pause that is long enough for all, and no word of those that failed.

local spawn = require "coutil.spawn"
local system = require "coutil.system"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors = {}, {}
  for _, page in ipairs(pages) do
    spawn.catch(function() end, function() texts[page] = fetch(page) end)
  end
  system.pause(0.1)
  return texts, errors
end

return crawler
