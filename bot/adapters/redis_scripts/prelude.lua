#!lua
-- Put before every script. KEYS[1] is the hash tag that all keys share; scripts build the other names from it.
-- A lane is named "<incident>:<lane>" and has at most two keys: its queue, and the state of the queue's head.
-- Every lane with a queue stands in READY, scored by the time at which its head may be claimed: a claim moves
-- it to the end of the lease, so that a lane in flight is simply not ready. Times arrive as text and stay text
-- wherever they are stored, because Lua prints only 14 digits of a number.
local P = KEYS[1]
local READY = P .. ':ready'

local function queue(lane) return P .. ':queue:' .. lane end
local function head(lane) return P .. ':head:' .. lane end

-- An entry of a queue is "<effect id> <1 if collapsible, else 0> <body>".
local function entry(id, collapsible, body) return id .. ' ' .. collapsible .. ' ' .. body end
local function parts(text)
  local gap = string.find(text, ' ', 1, true)
  return string.sub(text, 1, gap - 1), string.sub(text, gap + 1, gap + 1), string.sub(text, gap + 3)
end

local function heads(lane, effect)
  local first = redis.call('LINDEX', queue(lane), 0)
  return first and parts(first) == effect
end

-- Whether this owner still holds this effect. The attempt is the fence against an earlier claim of its own.
local function holds(lane, effect, owner, attempt)
  local held = redis.call('HMGET', head(lane), 'owner', 'attempts')
  return held[1] == owner and held[2] == attempt and heads(lane, effect)
end

-- An incident whose record was deleted takes no more steps.
local BURIED = '4294967295-0'
local function buried(n) return redis.call('HEXISTS', P .. ':graves', n) == 1 end

local function drop_head(lane, rests, ready)
  redis.call('LPOP', queue(lane))
  redis.call('DEL', head(lane))
  if rests or redis.call('EXISTS', queue(lane)) == 1 then
    redis.call('ZADD', READY, ready, lane)
  else
    redis.call('ZREM', READY, lane)
  end
end
