-- The present time.
print(os.time(), os.time { year = 2024, month = 2, day = 30 }, os.difftime(os.time(), 0))
