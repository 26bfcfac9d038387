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

-- A small part of Markdown: headings, code blocks and `code`. Wraps paragraphs, leaves code as it is.
function screen.markdown(text)
  local out, paragraph, in_code = {}, {}, false
  local function flush()
    if #paragraph > 0 then
      local lead = paragraph[1]:match("^[-*] ") and "  " or ""
      local wrapped = screen.wrap(table.concat(paragraph, " "), "", lead)
      if has_color then wrapped = wrapped:gsub("%f[*%w]%*(%w[^*]*)%*", function(words) return screen.paint("bold", words) end) end
      out[#out + 1] = wrapped:gsub("`([^`]+)`", function(code) return screen.paint("cyan", code) end)
      paragraph = {}
    end
  end
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    if line:match("^```") then
      flush()
      in_code = not in_code
    elseif in_code then
      out[#out + 1] = "    " .. line
    elseif line:match("^    ") or line:match("^|") then
      flush()
      out[#out + 1] = line
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
  return (system.lanes(trace, {
    width = math.max(40, math.min(screen.width, 120)), color = has_color, ascii = not is_utf8, lanes = lanes or 12,
  }))
end

-- A line from the terminal; nil at its end.
function screen.ask(prompt)
  io.write(prompt)
  io.stdout:flush()
  return io.read("l")
end

return screen
