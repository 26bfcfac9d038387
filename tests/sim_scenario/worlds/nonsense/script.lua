-- Never runs.
print("never said")
