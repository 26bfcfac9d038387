-- Random numbers that nobody seeded.
for _ = 1, 10 do io.write(math.random(1000000), " ", math.random(), " ") end
