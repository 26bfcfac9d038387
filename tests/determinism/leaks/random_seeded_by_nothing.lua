-- math.randomseed without arguments takes the time and an address elsewhere.
print(math.randomseed())
for _ = 1, 10 do io.write(math.random(1000000), " ") end
math.randomseed(os.time())
print(math.random(0))
