-- Delete everything of an incident, and leave a tombstone: in a hash for who counts them, and as the only entry of
-- its stream, under an id behind any other, so that whoever knew an older state reads it as news.
-- ARGV: incident, the version it was decided on, tombstone, how many rooms, the rooms, the messages.
local n = ARGV[1]
local stream = P .. ':incident:' .. n
if redis.call('XLEN', stream) ~= tonumber(ARGV[2]) or buried(n) then return 0 end
redis.call('DEL', stream)
redis.call('XADD', stream, BURIED, 'e', ARGV[3])
redis.call('HSET', P .. ':graves', n, ARGV[3])
for _, name in ipairs({':summaries', ':records', ':ranks'}) do redis.call('HDEL', P .. name, n) end
redis.call('DEL', P .. ':told:' .. n)
redis.call('ZREM', P .. ':due', n)
redis.call('ZREM', P .. ':open', n)
local rooms = tonumber(ARGV[4])
for i = 5, #ARGV do
  local index = P .. (i - 4 <= rooms and ':rooms' or ':messages')
  if redis.call('HGET', index, ARGV[i]) == n then redis.call('HDEL', index, ARGV[i]) end
end
for _, lane in ipairs(redis.call('ZRANGE', READY, 0, -1)) do
  if string.match(lane, '^%d+') == n then
    redis.call('DEL', queue(lane), head(lane))
    redis.call('ZREM', READY, lane)
  end
end
redis.call('INCR', P .. ':erasures')
return 1
