-- ARGV: lane, effect, owner, attempt, note.
if not holds(ARGV[1], ARGV[2], ARGV[3], ARGV[4]) then return 0 end
redis.call('HSET', head(ARGV[1]), 'note', ARGV[5])
return 1
