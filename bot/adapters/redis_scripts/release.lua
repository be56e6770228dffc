-- ARGV: lane, effect, owner, attempt, time of the next try, 1 if it surely has not happened.
local lane = ARGV[1]
if holds(lane, ARGV[2], ARGV[3], ARGV[4]) then
  redis.call('HDEL', head(lane), 'owner', 'token')
  redis.call('HSET', head(lane), 'uncertain', ARGV[6] == '1' and '0' or '1')
  redis.call('ZADD', READY, ARGV[5], lane)
end
