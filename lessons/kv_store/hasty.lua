-- The scenario with servers that acknowledge a write before others have it.

Hasty = true
require "scenario"
