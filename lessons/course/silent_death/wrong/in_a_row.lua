-- reason: one-after-the-other
-- No coroutines, no silent death; but one page at a time.

local crawler = {}

function crawler.fetch_all(pages, fetch)
  local texts, errors = {}, {}
  for _, page in ipairs(pages) do
    local ok, result = pcall(fetch, page)
    if ok then texts[page] = result else errors[page] = result end
  end
  return texts, errors
end

return crawler
