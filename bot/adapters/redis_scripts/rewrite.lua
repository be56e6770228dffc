-- Put another history in the place of an incident's: as long as it was and more, every entry under its old id.
-- ARGV: incident, the version it was made from, summary, record, due time or empty, then all records.
local n = ARGV[1]
local stream = P .. ':incident:' .. n
if redis.call('XLEN', stream) ~= tonumber(ARGV[2]) or buried(n) then return 0 end
redis.call('DEL', stream)
for i = 6, #ARGV do redis.call('XADD', stream, (i - 5) .. '-0', 'e', ARGV[i]) end
redis.call('HSET', P .. ':summaries', n, ARGV[3])
redis.call('HSET', P .. ':records', n, ARGV[4])
if ARGV[5] == '' then redis.call('ZREM', P .. ':due', n) else redis.call('ZADD', P .. ':due', ARGV[5], n) end
redis.call('INCR', P .. ':erasures')
return 1
