-- A time of the day in the zone of the machine.
print(os.time { year = 2024, month = 7, day = 1, hour = 12 }, os.time { year = 2024, month = 1, day = 1, hour = 12 })
