-- The processor's time.
for _ = 1, 5 do print(os.clock()) end
