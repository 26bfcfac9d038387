-- A promise for each page, fulfilled in either case.

local promise = require "coutil.promise"
local spawn = require "coutil.spawn"

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local results = {}
  for i, page in ipairs(pages) do
    local result, fulfil = promise.create()
    results[i] = result
    spawn.trap(fulfil, fetch, page)
  end
  local texts, errors = {}, {}
  for i, page in ipairs(pages) do
    local ok, value = results[i]()
    if ok then texts[page] = value else errors[page] = value end
  end
  return texts, errors
end

return crawler
