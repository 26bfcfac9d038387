-- The time as people write it, where they are.
print(os.date(), os.date("%c %x %X %p %A %B %Z %z"), os.date("!%c"), os.date("*t").isdst, os.date("*t", 1e9).hour)
