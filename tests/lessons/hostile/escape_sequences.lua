-- reason: error
-- Plays with the terminal of who reads it.
error("\27]0;title\7\27[2J\27[31m harm")
