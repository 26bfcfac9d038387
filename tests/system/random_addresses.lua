-- Random addresses, as text, as URI and as binary, right and wrong, against an oracle of our own.
-- random_addresses.lua [COUNT [SEED]]

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local system = require "coutil.system"
local case = network.case

local count = tonumber(arg[1]) or 2000
local seed = tonumber(arg[2]) or 1
math.randomseed(seed)
local random = math.random

-- Four decimal numbers without leading zeros; nil if the text is none.
local function parse4(text)
  local parts = { text:match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$") }
  if #parts ~= 4 then return nil end
  for index, part in ipairs(parts) do
    local value = tonumber(part)
    if #part > 3 or value > 255 or (#part > 1 and part:sub(1, 1) == "0") then return nil end
    parts[index] = string.char(value)
  end
  return table.concat(parts)
end

-- Groups of one to four hexadecimal digits, the last two perhaps as IPv4; nil if one is none.
local function parse_groups(text)
  local groups = {}
  if text == "" then return groups end
  for part, rest in (text .. ":"):gmatch("([^:]*):()") do
    local dotted = rest == #text + 2 and parse4(part)
    if dotted then
      groups[#groups + 1] = dotted:byte(1) << 8 | dotted:byte(2)
      groups[#groups + 1] = dotted:byte(3) << 8 | dotted:byte(4)
    else
      if not part:find("^%x%x?%x?%x?$") then return nil end
      groups[#groups + 1] = tonumber(part, 16)
    end
  end
  return groups
end

local function parse6(text)
  local before, after = text:match("^(.-)::(.*)$")
  local groups
  if before then
    if before:find(".", 1, true) then return nil end
    local head, tail = parse_groups(before), parse_groups(after)
    if not head or not tail or #head + #tail > 7 then return nil end
    groups = head
    for _ = 1, 8 - #head - #tail do groups[#groups + 1] = 0 end
    table.move(tail, 1, #tail, #groups + 1, groups)
  else
    groups = parse_groups(text)
    if not groups or #groups ~= 8 then return nil end
  end
  return (">I2I2I2I2I2I2I2I2"):pack(table.unpack(groups))
end

-- RFC 5952: the longest run of two or more zero groups, the first of equal ones, becomes "::".
local function format6(bytes)
  local groups = table.pack((">I2I2I2I2I2I2I2I2"):unpack(bytes))
  groups[9] = nil
  if bytes:sub(1, 12) == ("\0"):rep(10) .. "\xff\xff" then
    return ("::ffff:%d.%d.%d.%d"):format(bytes:byte(13, 16))
  end
  local best, best_length = nil, 1
  for first = 1, 8 do
    local length = 0
    while groups[first + length] == 0 do length = length + 1 end
    if length > best_length then best, best_length = first, length end
  end
  local texts = {}
  for index = 1, 8 do texts[index] = ("%x"):format(groups[index]) end
  if not best then return table.concat(texts, ":") end
  return table.concat(texts, ":", 1, best - 1) .. "::" .. table.concat(texts, ":", best + best_length, 8)
end

local function format4(bytes)
  return ("%d.%d.%d.%d"):format(bytes:byte(1, 4))
end

-- RFC 5952 leaves it open whether what begins with 96 zero bits is written with dots.
local function is_open(bytes)
  return bytes:sub(1, 12) == ("\0"):rep(12) and bytes:sub(13) ~= "\0\0\0\0" and bytes:sub(13) ~= "\0\0\0\1"
end

local function random_bytes(size)
  local bytes, sparse = {}, random() < 0.6
  for index = 1, size, 2 do
    local zero = sparse and random() < 0.6
    bytes[index] = string.char(zero and 0 or random(0, 255))
    bytes[index + 1] = string.char(zero and (random() < 0.8 and 0 or 1) or random(0, 255))
  end
  if size == 16 and random() < 0.1 then return ("\0"):rep(10) .. "\xff\xff" .. table.concat(bytes, "", 13, 16) end
  return table.concat(bytes)
end

local kKinds = {
  ipv4 = { size = 4, parse = parse4, format = format4, uri = "%s:%d" },
  ipv6 = { size = 16, parse = parse6, format = format6, uri = "[%s]:%d" },
}

-- A text for the bytes that is right but not always as it would be written.
local function loose_text(kind, bytes)
  if kind == "ipv4" then return format4(bytes) end
  local groups = table.pack((">I2I2I2I2I2I2I2I2"):unpack(bytes))
  local texts = {}
  for index = 1, 8 do
    texts[index] = (random() < 0.3 and "%04x" or random() < 0.3 and "%X" or "%x"):format(groups[index])
  end
  local dotted = random() < 0.2
  if dotted then
    texts[7], texts[8] = format4(bytes:sub(13)), nil
  end
  local text = table.concat(texts, ":")
  if random() < 0.6 then
    local first = random(1, 6)
    local last = first
    while last < (dotted and 6 or 8) and groups[last] == 0 do last = last + 1 end
    if groups[first] == 0 then
      if groups[last] ~= 0 or dotted and last == 7 then last = last - 1 end
      text = table.concat(texts, ":", 1, first - 1) .. "::" .. table.concat(texts, ":", last + 1)
    end
  end
  return text
end

local kLetters = "0123456789abcfFg:.:.[] -x"

local function damaged(text)
  for _ = 1, random(1, 3) do
    local place, letter = random(1, #text + 1), random(#kLetters)
    letter = kLetters:sub(letter, letter)
    local way = random(3)
    text = text:sub(1, place - 1) .. (way == 1 and "" or letter) .. text:sub(place + (way == 2 and 0 or 1))
  end
  return text
end

for kind, rules in pairs(kKinds) do
  case("bytes to text and back, " .. kind, "manual, address: literal, binary, port, tostring", function(t)
    for _ = 1, count do
      local bytes, port = random_bytes(rules.size), random(0, 65535)
      local address = system.address(kind, bytes, port, "b")
      t:equal(address.binary, bytes)
      t:equal(address.port, port)
      if not is_open(bytes) then t:equal(address.literal, rules.format(bytes)) end
      t:equal(tostring(address), rules.uri:format(address.literal, port))
      t:equal(system.address(kind, tostring(address)) == address, true, tostring(address))
      t:equal(system.address(kind, address.literal, port) == address, true, address.literal)
    end
  end)

  case("loose texts, " .. kind, "manual, address: a literal address", function(t)
    for _ = 1, count do
      local bytes, port = random_bytes(rules.size), random(0, 65535)
      local text = loose_text(kind, bytes)
      t:equal(rules.parse(text), bytes, "the oracle itself reads " .. text)
      t:equal(system.address(kind, text, port).binary, bytes, text)
      local address = system.address(kind, rules.uri:format(text, port))
      t:equal(address.binary, bytes, text)
      t:equal(address.port, port)
      local assigned = system.address(kind, nil, port)
      assigned.literal = text
      t:equal(assigned == address, true, text)
    end
  end)

  case("damaged texts, " .. kind, "pages, address: bad literal: argument error", function(t)
    for _ = 1, count * 3 do
      local text = damaged(loose_text(kind, random_bytes(rules.size)))
      local ok, address = pcall(system.address, kind, text, 80)
      t:equal(ok and address.binary or nil, rules.parse(text), text)
    end
  end)

  case("damaged URIs, " .. kind, "pages, address: else error invalid URI format", function(t)
    for _ = 1, count * 3 do
      local uri = damaged(rules.uri:format(loose_text(kind, random_bytes(rules.size)), random(0, 70000)))
      local text, port = uri:match(kind == "ipv4" and "^([^:]*):(%d+)$" or "^%[(.*)%]:(%d+)$")
      if not port or #port == 1 or port:sub(1, 1) ~= "0" then  -- leading zeros are left open
        local bytes = text and tonumber(port) <= 65535 and rules.parse(text) or nil
        local ok, address = pcall(system.address, kind, uri)
        t:equal(ok and address.binary or nil, bytes, uri)
        if ok then t:equal(address.port, tonumber(port), uri) end
      end
    end
  end)

  case("equality, " .. kind, "pages, address: == compares type, host, port", function(t)
    for _ = 1, count do
      local bytes, port = random_bytes(rules.size), random(0, 65535)
      local other_bytes = random() < 0.5 and bytes or random_bytes(rules.size)
      local other_port = random() < 0.5 and port or random(0, 65535)
      t:equal(system.address(kind, bytes, port, "b") == system.address(kind, other_bytes, other_port, "b"),
        bytes == other_bytes and port == other_port)
    end
  end)
end

case("every value of every byte", "manual, address: literal and binary", function(t)
  for place = 1, 4 do
    for value = 0, 299 do
      local parts = { 1, 2, 3, 4 }
      parts[place] = value
      local text = table.concat(parts, ".")
      local ok, address = pcall(system.address, "ipv4", text, 1)
      t:equal(ok, value <= 255, text)
      if ok then t:equal(address.literal, text) end
    end
  end
end)

case("every port", "manual, address: port", function(t)
  local address = system.address("ipv4")
  for port = 0, 65535 do
    address.port = port
    if address.port ~= port then t:equal(address.port, port) end
  end
  for port = 0, 65535, 7 do t:equal(system.address("ipv6", "[::1]:" .. port).port, port) end
end)

case("every pattern of zero groups", "pages, address: IPv6 literals as RFC 5952", function(t)
  for pattern = 0, 255 do
    local groups = {}
    for index = 1, 8 do groups[index] = pattern >> (index - 1) & 1 == 1 and 0xa0 + index or 0 end
    local bytes = (">I2I2I2I2I2I2I2I2"):pack(table.unpack(groups))
    if not is_open(bytes) then
      t:equal(system.address("ipv6", bytes, 0, "b").literal, format6(bytes))
    end
  end
end)

network.finish()
