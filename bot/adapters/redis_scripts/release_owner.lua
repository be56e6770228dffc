-- ARGV: owner, then effects that it keeps. What else it held becomes ready as of the time at which it was claimed,
-- and stays uncertain.
local kept = {}
for i = 2, #ARGV do kept[ARGV[i]] = true end
local freed = 0
for _, lane in ipairs(redis.call('ZRANGE', READY, 0, -1)) do
  local held = redis.call('HMGET', head(lane), 'owner', 'since')
  if held[1] == ARGV[1] then
    local first = redis.call('LINDEX', queue(lane), 0)
    if not (first and kept[parts(first)]) then
      redis.call('HDEL', head(lane), 'owner', 'token')
      redis.call('ZADD', READY, held[2], lane)
      freed = freed + 1
    end
  end
end
return freed
