-- One step of one incident, or of the workspace (number 0): everything or nothing. All checks come before the first write, since a script that
-- fails half way is not rolled back.
-- ARGV: the step as JSON (see redis_store.py), then the records, the effects (lane, collapsible, body), the messages.
local step = cjson.decode(ARGV[1])

local command = P .. ':command:' .. step.command
local known = redis.call('GET', command)
if known then return {'known', known} end

local guard = step.guard and P .. ':guard:' .. step.guard.key
if guard and not step.guard.insist then
  local held = redis.call('GET', guard)
  if held then
    local by, till = string.match(held, '^(%d+) (.+)$')
    if tonumber(till) > tonumber(step.now) then return {'guarded', by} end
  end
end

-- Entries are never trimmed and versions have no gaps, so a stream's length is the incident's version.
local n = step.incident
if n then
  if redis.call('XLEN', P .. ':incident:' .. n) ~= step.expected or buried(n) then return {'conflict'} end
else
  n = tostring(redis.call('INCR', P .. ':counter'))
end

local at = 2
local version = step.expected
for _ = 1, step.records do
  version = version + 1
  redis.call('XADD', P .. ':incident:' .. n, version .. '-0', 'e', ARGV[at])
  at = at + 1
end

local finishes = step.finishes
if finishes and heads(finishes.lane, finishes.effect) then
  drop_head(finishes.lane, finishes.rests, finishes.ready)
end

-- A request to show present state adds nothing behind an equal one that is still to be performed. One that is
-- in flight, or that may have happened already, may have shown an older state.
local function awaited(lane, body)
  local last = redis.call('LINDEX', queue(lane), -1)
  if not last then return false end
  local _, collapsible, waiting = parts(last)
  if collapsible ~= '1' or waiting ~= body then return false end
  if redis.call('LLEN', queue(lane)) > 1 then return true end
  return redis.call('HGET', head(lane), 'uncertain') ~= '1'
end

for i = 1, step.effects do
  local lane, collapsible, body = n .. ':' .. ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if collapsible == '0' or not awaited(lane, body) then
    local id = n .. ':' .. version .. ':' .. (i - 1) .. step.salt
    redis.call('RPUSH', queue(lane), entry(id, collapsible, body))
    redis.call('ZADD', READY, 'NX', step.now, lane)
  end
  at = at + 3
end

for _ = 1, step.messages do
  redis.call('HSET', P .. ':messages', ARGV[at], n)
  at = at + 1
end
if step.room then redis.call('HSET', P .. ':rooms', step.room, n) end
redis.call('HSET', P .. ':ranks', n, step.rank)
if step.summary then redis.call('HSET', P .. ':summaries', n, step.summary) end
if step.record then redis.call('HSET', P .. ':records', n, step.record) end
if step.due then redis.call('ZADD', P .. ':due', step.due, n) else redis.call('ZREM', P .. ':due', n) end
if step.open then redis.call('ZADD', P .. ':open', n, n) else redis.call('ZREM', P .. ':open', n) end

-- A guard lapses by the caller's clock; the server's expiry only sweeps it up, well after.
if guard then redis.call('SET', guard, n .. ' ' .. step.guard.till, 'EX', step.guard.sweep) end
redis.call('SET', command, n .. ' ' .. version .. ' ' .. step.token, 'EX', step.memory)
return {'committed', n, version}
