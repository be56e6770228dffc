-- Lease the heads of ready lanes.
-- ARGV: now, end of the lease, owner, token of this call, limit, how many ready lanes to look at.
local now, till, owner, token = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local limit, window = tonumber(ARGV[5]), tonumber(ARGV[6])
local taken = {}

local function take(lane)
  local id, _, body = parts(redis.call('LINDEX', queue(lane), 0))
  local state = redis.call('HMGET', head(lane), 'attempts', 'was', 'note')
  local version = redis.call('XLEN', P .. ':incident:' .. string.match(lane, '^%d+'))
  table.insert(taken, {lane, id, body, state[1], state[2], state[3] or '', version})
end

-- The same call again, because its answer was lost: answer what it took.
for _, lane in ipairs(redis.call('ZRANGEBYSCORE', READY, till, till)) do
  if redis.call('HGET', head(lane), 'token') == token then take(lane) end
end
if #taken > 0 then return taken end

local found = redis.call('ZRANGEBYSCORE', READY, '-inf', now, 'WITHSCORES', 'LIMIT', 0, window)
local lanes, numbers = {}, {}
for i = 1, #found, 2 do
  table.insert(lanes, {name = found[i], since = found[i + 1], score = tonumber(found[i + 1])})
  table.insert(numbers, string.match(found[i], '^%d+'))
end
if #lanes == 0 then return taken end
local ranks = redis.call('HMGET', P .. ':ranks', unpack(numbers))
for i, lane in ipairs(lanes) do lane.rank = tonumber(ranks[i]) end
table.sort(lanes, function(a, b)
  if a.rank ~= b.rank then return a.rank < b.rank end
  if a.score ~= b.score then return a.score < b.score end
  return a.name < b.name
end)

for _, lane in ipairs(lanes) do
  if #taken == limit then break end
  if redis.call('EXISTS', queue(lane.name)) == 0 then
    redis.call('ZREM', READY, lane.name)
  else
    local key = head(lane.name)
    local was = redis.call('HGET', key, 'uncertain') or '0'
    redis.call('HINCRBY', key, 'attempts', 1)
    redis.call('HSET', key, 'owner', owner, 'token', token, 'since', lane.since, 'was', was, 'uncertain', '1')
    redis.call('ZADD', READY, till, lane.name)
    take(lane.name)
  end
end
return taken
