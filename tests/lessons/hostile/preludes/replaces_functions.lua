-- fails: each library has functions of its own
for _, library in ipairs { string, table, math, debug, io, utf8 } do
  for name in pairs(library) do library[name] = function() return "1" end end
end
coroutine.status = function() return "dead" end
tostring, tonumber, assert, pcall, print = nil, nil, nil, nil, nil
_G.error = function() end
_ENV.type = function() return "table" end
