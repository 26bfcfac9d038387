-- reason: forbidden
-- Changes the insides of the functions that watch it.
debug.setupvalue(print, 1, nil)
