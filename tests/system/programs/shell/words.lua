-- The words of a shell's line: from its characters to tokens, each of them an operator or a word made of parts.
-- Must not know what commands there are.

local words = {}

-- Raised with a text: what was found that is not understood.
local function refuse(what)
  error({ status = 2, text = "this shell does not understand " .. what }, 0)
end
words.refuse = refuse

local kOperators = { "&&", "||", ";;", ">>", "<<", "&", "|", ";", "(", ")", "<", ">", "\n" }
-- What ends a word that is not quoted.
local kEnd = "^[%s;&|<>()]"

-- The place behind the parenthesis or brace that closes what is open at `from`.
local function closing(line, from, open, close)
  local depth = 1
  for place = from, #line do
    local character = line:sub(place, place)
    if character == open then depth = depth + 1 end
    if character == close then depth = depth - 1 end
    if depth == 0 then return place end
  end
  refuse("a " .. open .. " that is never closed")
end

-- What follows a dollar at `place`: a part and the place behind it.
local function dollar(line, place, quoted)
  if line:sub(place, place + 2) == "$((" then
    local last = closing(line, place + 3, "(", ")")
    if line:sub(last + 1, last + 1) ~= ")" then refuse("$(( without ))") end
    return { kind = "sum", text = line:sub(place + 3, last - 1), quoted = quoted }, last + 2
  end
  if line:sub(place, place + 1) == "$(" then
    local last = closing(line, place + 2, "(", ")")
    return { kind = "output", text = line:sub(place + 2, last - 1), quoted = quoted }, last + 1
  end
  if line:sub(place, place + 1) == "${" then
    local last = closing(line, place + 2, "{", "}")
    local name, default = line:sub(place + 2, last - 1):match "^([%w_]+)%-?(.*)$"
    local body = line:sub(place + 2, last - 1)
    if not name or body ~= name and body ~= name .. "-" .. default then refuse("${" .. body .. "}") end
    return { kind = "variable", name = name, default = body ~= name and default or nil, quoted = quoted }, last + 1
  end
  local name = line:match("^[%a_][%w_]*", place + 1) or line:match("^[%d$?#@*!]", place + 1)
  if not name then return { kind = "text", text = "$", quoted = quoted }, place + 1 end
  return { kind = "variable", name = name, quoted = quoted }, place + 1 + #name
end

-- The parts between two double quotes; `place` is behind the first of them.
local function in_quotes(line, place, parts)
  parts[#parts + 1] = { kind = "text", text = "", quoted = true }
  while true do
    local character = line:sub(place, place)
    if character == "" then refuse('a " that is never closed') end
    if character == '"' then return place + 1 end
    local part
    if character == "$" then
      part, place = dollar(line, place, true)
    elseif character == "\\" and line:find('^["\\$`]', place + 1) then
      part, place = { kind = "text", text = line:sub(place + 1, place + 1), quoted = true }, place + 2
    else
      local text = line:match('^[^"$\\]+', place) or character
      part, place = { kind = "text", text = text, quoted = true }, place + #text
    end
    parts[#parts + 1] = part
  end
end

local function word(line, place)
  local parts = {}
  while place <= #line and not line:find(kEnd, place) do
    local character = line:sub(place, place)
    if character == "'" then
      local last = line:find("'", place + 1, true) or refuse("a ' that is never closed")
      parts[#parts + 1] = { kind = "text", text = line:sub(place + 1, last - 1), quoted = true }
      place = last + 1
    elseif character == '"' then
      place = in_quotes(line, place + 1, parts)
    elseif character == "$" then
      parts[#parts + 1], place = dollar(line, place, false)
    elseif character == "\\" then
      parts[#parts + 1] = { kind = "text", text = line:sub(place + 1, place + 1), quoted = true }
      place = place + 2
    elseif character == "`" then
      refuse "backquotes"
    else
      local text = line:match("^[^%s;&|<>()'\"$\\`]+", place)
      parts[#parts + 1] = { kind = "text", text = text, quoted = false }
      place = place + #text
    end
  end
  return { parts = parts }, place
end

local function operator_at(line, place)
  for _, operator in ipairs(kOperators) do
    if line:sub(place, place + #operator - 1) == operator then return operator end
  end
end

-- The tokens of a line: { operator = TEXT [, number = DESCRIPTOR] } or { parts = ... }.
function words.tokens(line)
  local tokens, place = {}, 1
  while true do
    place = line:find("[^ \t]", place)
    if not place then return tokens end
    local number = line:match("^%d+()[<>]", place)
    local operator = operator_at(line, number or place)
    if line:sub(place, place) == "#" then
      place = line:find("\n", place, true) or #line + 1
    elseif operator and (not number or operator:find "^[<>]") then
      tokens[#tokens + 1] = { operator = operator, number = number and tonumber(line:sub(place, number - 1)) }
      place = (number or place) + #operator
    else
      tokens[#tokens + 1], place = word(line, place)
    end
  end
end

-- A word's own text when it is one piece that is not quoted, as keywords and names are.
function words.plain(token)
  local parts = token and token.parts
  if parts and #parts == 1 and parts[1].kind == "text" and not parts[1].quoted then return parts[1].text end
end

return words
