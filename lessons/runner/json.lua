-- JSON out of Lua tables, with sorted keys; what comes in is read by the module `system`.
local system = require "system"

local json = { decode = system.json_decode }

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

-- Bytes that are no UTF-8 become U+FFFD: who reads it takes nothing else.
function json.clean(text)
  if utf8.len(text) then return text end
  local out, at = {}, 1
  while at <= #text do
    local length, wrong = utf8.len(text, at)
    local last = length and #text or wrong - 1
    out[#out + 1] = text:sub(at, last)
    if length then break end
    out[#out + 1] = "\u{FFFD}"
    at = wrong + 1
  end
  return table.concat(out)
end

local function quote(text)
  return '"' .. json.clean(text):gsub('[%c"\\\127]', function(c)
    return escapes[c] or ("\\u%04x"):format(c:byte())
  end) .. '"'
end

local function is_list(value) return #value > 0 or next(value) == nil and getmetatable(value) == json.list end

-- An empty table is an object, unless it is json.new_list().
json.list = {}
function json.new_list() return setmetatable({}, json.list) end

local encode

local function encode_table(value, indent)
  local inner = indent .. "  "
  local parts = {}
  local open, close = "{", "}"
  if is_list(value) then
    open, close = "[", "]"
    for _, item in ipairs(value) do parts[#parts + 1] = encode(item, inner) end
  else
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = key end
    table.sort(keys)
    for _, key in ipairs(keys) do parts[#parts + 1] = quote(key) .. ": " .. encode(value[key], inner) end
  end
  if #parts == 0 then return open .. close end
  return open .. "\n" .. inner .. table.concat(parts, ",\n" .. inner) .. "\n" .. indent .. close
end

function encode(value, indent)
  local kind = math.type(value) or type(value)
  if kind == "table" then return encode_table(value, indent) end
  if kind == "string" then return quote(value) end
  if kind == "integer" then return ("%d"):format(value) end
  if kind == "float" then return ("%.6g"):format(value) end
  return tostring(value)
end

-- A text of several lines, with a newline at its end. Keys of objects are strings.
function json.encode(value) return encode(value, "") .. "\n" end

return json
