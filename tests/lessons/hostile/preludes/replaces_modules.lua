-- same verdict: functions of coutil's modules
local kept = {}
for _, name in ipairs { "event", "system", "trace", "mutex", "queued" } do
  local module = require("coutil." .. name)
  kept[name] = setmetatable({}, { __index = module })
  for key in pairs(package.loaded["coutil." .. name]) do kept[name][key] = module[key] end
  for key in pairs(module) do module[key] = function() return true end end
  package.loaded["coutil." .. name] = kept[name]
end
