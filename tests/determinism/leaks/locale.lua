-- What the locale changes.
print(os.setlocale(), os.setlocale(nil, "numeric"), pcall(os.setlocale, ""), pcall(os.setlocale, "de_DE.UTF-8"))
print(("stra\xc3\x9fe \xe4"):upper(), ("\xc4"):lower(), ("\xe4"):find("%a"), 1.5, tonumber("1,5"), tonumber("1.5"))
print("a" < "B", "\xe4" < "z", ("%g"):format(1234567.5))
