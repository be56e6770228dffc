-- ARGV: lane, effect, owner, attempt, note.
if holds(ARGV[1], ARGV[2], ARGV[3], ARGV[4]) then redis.call('HSET', head(ARGV[1]), 'note', ARGV[5]) end
