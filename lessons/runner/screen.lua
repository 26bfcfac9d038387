-- What the learner reads: colours where there is a terminal for them, lines as wide as it is.
local system = require "system"

local screen = {}

local is_input, is_terminal, width, has_color, is_utf8 = system.terminal()
screen.is_terminal = is_terminal
screen.asks = is_input and is_terminal
screen.has_color = has_color
screen.is_utf8 = is_utf8
screen.width = width
-- Long lines are hard to read, also on a wide terminal.
screen.text_width = math.max(30, math.min(width, 100) - 1)

local codes = { bold = 1, dim = 2, red = 31, green = 32, yellow = 33, cyan = 36 }

function screen.paint(style, text)
  if not has_color then return text end
  return ("\27[%dm%s\27[0m"):format(codes[style], text)
end

-- What a program says, without what would play with the terminal.
function screen.clean(text)
  text = text:gsub("[\0-\8\11-\26\28-\31\127]", "?"):gsub("\27(%[%d+m)", "\1%1"):gsub("\27", "?"):gsub("\1", "\27")
  return text
end

-- Cells of a text without colours.
local function cells(text) return utf8.len(text) or #text end

-- The text's words in lines of at most the screen's width; `first` and `other` go before the first line and the others.
-- Its own line breaks stay.
function screen.wrap(text, first, other)
  first, other = first or "", other or first or ""
  local lines = {}
  for paragraph in (text .. "\n"):gmatch("([^\n]*)\n") do
    local line, lead = nil, #lines == 0 and first or other
    for word in paragraph:gmatch("%S+") do
      if line and cells(lead) + cells(line) + 1 + cells(word) > screen.text_width then
        lines[#lines + 1] = lead .. line
        line, lead = nil, other
      end
      line = line and line .. " " .. word or word
    end
    lines[#lines + 1] = (lead .. (line or "")):gsub("%s+$", "")
  end
  return table.concat(lines, "\n")
end

function screen.say(text, first, other) io.write(screen.wrap(text, first, other), "\n") end

-- *stressed* and `code` in a colour, or as plain words.
local function inline(text)
  local function bold(words) return screen.paint("bold", words) end
  text = text:gsub("%*%*(%w[^*]*)%*%*", bold):gsub("%f[*%w]%*(%w[^*]*)%*", bold)
  return (text:gsub("`([^`]+)`", function(code) return screen.paint("cyan", code) end))
end

-- A lesson's own words.
function screen.tell(text, first, other) io.write(inline(screen.wrap(text, first, other)), "\n") end

-- The lines of code from `i` on that belong together: one, and those below it that go on in its right column.
-- Returns the number of the last one, the left part, and the words of the right one.
function screen.column_of(lines, i)
  local left, words = lines[i]:match("^(%s*%S.-%s%s+)(%S.*)$")
  if not left then return i end
  while lines[i + 1] and cells(lines[i + 1]:match("^%s*")) == cells(left) do
    i = i + 1
    words = words .. " " .. lines[i]:match("%S.*$")
  end
  return i, left, words
end

local function is_wide(lines, first, last)
  for i = first, last do
    if cells(lines[i]) > screen.text_width then return true end
  end
end

-- Code with its lines as they are, but for comments and right columns that are too wide for the screen.
function screen.code(text)
  local lines, out, i = {}, {}, 1
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do lines[#lines + 1] = line end
  while i <= #lines do
    local last, left, words = screen.column_of(lines, i)
    local indent, code, comment = lines[i]:match("^(%s*)(.-) ?%-%- (.*)$")
    if not is_wide(lines, i, last) then
      table.move(lines, i, last, #out + 1, out)
    elseif left and cells(left) <= screen.text_width // 2 then
      local other = (" "):rep(cells(left))
      out[#out + 1] = screen.wrap(words, left, words:find("^%-%- ") and other .. "-- " or other)
    else
      last = i
      -- The lines of a comment are a paragraph.
      while comment and code == "" and lines[last + 1] do
        local more = lines[last + 1]:match("^" .. indent .. "%-%- (.*)$")
        if not more then break end
        last, comment = last + 1, comment .. " " .. more
      end
      if comment then out[#out + 1] = screen.wrap(comment, indent .. "-- ") end
      if code ~= "" then out[#out + 1] = comment and indent .. code or lines[i] end
    end
    i = last + 1
  end
  return table.concat(out, "\n")
end

-- A small part of Markdown: headings, lists, code blocks and `code`. Wraps all of it.
function screen.markdown(text)
  local out, paragraph, code, in_code = {}, {}, {}, false
  local function flush()
    if #paragraph > 0 then
      local mark = paragraph[1]:match("^[-*] ") or paragraph[1]:match("^%d+%. ") or ""
      out[#out + 1] = inline(screen.wrap(table.concat(paragraph, " "), "", (" "):rep(#mark)))
      paragraph = {}
    elseif #code > 0 then
      out[#out + 1] = screen.code(table.concat(code, "\n"))
      code = {}
    end
  end
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    if line:match("^```") then
      flush()
      in_code = not in_code
    elseif in_code then
      code[#code + 1] = "    " .. line
    elseif (line:match("^    ") or line:match("^|")) and #paragraph == 0 then
      code[#code + 1] = line
    elseif line:match("^#") then
      flush()
      out[#out + 1] = screen.paint("bold", (line:gsub("^#+ *", "")))
    elseif line == "" then
      flush()
      if out[#out] ~= "" then out[#out + 1] = "" end
    else
      if line:match("^[-*] ") or line:match("^%d+%. ") then flush() end
      paragraph[#paragraph + 1] = line
    end
  end
  flush()
  while out[#out] == "" do out[#out] = nil end
  return table.concat(out, "\n")
end

-- The lanes of a trace, as the screen can show them; nil when they can't be drawn.
function screen.lanes(trace, lanes)
  local text = system.lanes(trace, {
    width = math.max(40, math.min(screen.width, 120)), color = has_color, ascii = not is_utf8, lanes = lanes or 12,
  })
  -- That option is one of `coutil trace`.
  return text and (text:gsub(" %(%-%-lanes N shows more%)", ""))
end

-- A line from the terminal; nil at its end.
function screen.ask(prompt)
  io.write(prompt)
  io.stdout:flush()
  return io.read("l")
end

return screen
