-- Numbers at the edge of what can be written.
print(0.1 + 0.2, 1e308 * 10, -(0 / 0), 2^53, 1e15, 1e100, math.pi, 5 // 0.0, -5 % 0.3, ("%a %.14g %q"):format(0.1, 1 / 3, 0.1))
