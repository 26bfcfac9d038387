-- reason: missing-line
-- Says that all is well, and leaves.
print "passed"
io.write '{"e":"fin","t":0,"events":0,"waiting":0,"suspended":0,"errors":0}\n'
os.exit(0)
