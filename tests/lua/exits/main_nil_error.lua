-- exit 1
-- stderr has nil
error(nil)
