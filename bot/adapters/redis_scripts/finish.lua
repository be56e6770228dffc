-- ARGV: lane, effect, owner, attempt, time from which the lane is ready again, 1 if it rests even when empty.
if holds(ARGV[1], ARGV[2], ARGV[3], ARGV[4]) then drop_head(ARGV[1], ARGV[6] == '1', ARGV[5]) end
