-- %p writes an address.
print(string.format("%p %p %p %p", {}, print, io.stdout, "text"))
