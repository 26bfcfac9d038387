-- reason: forbidden
math.randomseed(3)
