-- Cancelled while queued: a seat that is handed to somebody who left is lost.

local facts = require "lesson_facts"

local lesson = {
  title = "Cancelled while queued",
  goal = "hand over to somebody who is still there",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  failure = "lost-seat",
  predict = {
    {
      question = "There are two seats and twelve guests; some of them give up waiting. How many of the guests that do not "
        .. "give up get a seat, as given, with seed 1?",
      choices = { "all of them", "all but one", "two or more of them wait for ever" },
      answer = function(run)
        local left = #run:left_waiting()
        return left == 0 and 1 or left == 1 and 2 or 3
      end,
      why = "Each time a seat is handed to a guest who gave up, it is gone. When both are gone, all who come later wait "
        .. "for ever.",
    },
  },
  hints = {
    "Find the first guest who gives up. What does the queue still hold then, and what happens when its turn comes?",
    "event.emitone tells whether somebody heard it. What should leave do if nobody did?",
    "In leave, loop: take the next ticket; if event.emitone(ticket) returned true, you are done; if not, take the one "
      .. "after it. If there is none left, the seat is free.",
  },
  takeaway = "Whoever waits may be gone when its turn comes. Who hands something over has to see that it was taken. "
    .. "The engine's own events and mutexes do that for you.",
}

local kSeats = 2

-- What can be said while it happens: who sits, who waits in which order, who gave up.
local function follow(run, room, note)
  local who, event = run:name(note.co), note.event
  if note.text == "comes" then
    table.insert(room.queue, note)
  elseif note.text == "sits" then
    room.sitting = room.sitting + 1
    run:expect(not room.gone[note.co], "sat-after-cancel", ("%s was resumed by hand while it waited, and enter told it that it had "
      .. "a seat."):format(who), facts.where(run, event))
    run:expect(room.sitting <= kSeats, "too-many", ("%s sits down as number %d, and there are %d seats."):format(who, room.sitting,
      kSeats), facts.where(run, event))
    run:expect(room.queue[1].co == note.co, "overtaken", ("%s got a seat before %s, who came earlier and was still waiting.")
      :format(who, run:name(room.queue[1].co)), facts.where(run, event))
    table.remove(room.queue, 1)
  elseif note.text == "leaves" then
    room.sitting, room.left = room.sitting - 1, event
  elseif note.text:find("^closes") or note.text:find("^resumes") then
    local name = note.text:match("^%a+ (.*)$")
    for place, guest in ipairs(room.queue) do
      if run:name(guest.co) == name then
        table.remove(room.queue, place)
        room.someone_gave_up = true
        room.gone[guest.co] = note.text:find("^resumes") and guest or nil
      end
    end
  elseif note.text == "goes without" then
    run:expect(room.gone[note.co], "sent-away", ("%s was told that there is no seat, but nobody resumed it by hand: it should have "
      .. "waited."):format(who), facts.where(run, event))
    room.gone[note.co] = nil
  end
end

-- What must hold when everything that happens at an instant has happened.
local function settle(run, room)
  local co, guest = next(room.gone)
  run:expect(not co, "not-cancelled", guest and ("%s was resumed by hand while it waited, and enter did not return.")
    :format(run:name(co)), guest and facts.where(run, run:last { co = co }))
  local waits = room.queue[1]
  run:expect(not waits or room.sitting >= kSeats, "lost-seat", waits and ("%s is waiting at %s, and only %d of %d seats are taken: %s.")
    :format(run:name(waits.co), facts.in_ms(room.now), room.sitting, kSeats, room.someone_gave_up
      and "a seat was handed to somebody who had gone, or nobody was told of it" or "nobody was told of the free one"),
    waits and (room.left and run:last { e = "emit", co = room.left.co, from = room.left.index }
      or run:last { e = "await", co = waits.co }))
end

function lesson.check(run)
  local room = { queue = {}, gone = {}, sitting = 0, now = 0 }
  for _, note in ipairs(facts.notes(run)) do
    if note.t > room.now then settle(run, room) end
    room.now = note.t
    follow(run, room, note)
  end
  settle(run, room)
end

return lesson
