-- reason: not-alone
-- Who does not wait for the log is not held up either; but now two write to it at the same time.
return function() end, function() end
