-- reason: endless
-- It can't be caught, either.
while true do
  pcall(function()
    while true do end
  end)
end
