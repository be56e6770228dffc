-- The earliest lane that has something to do; one that only rests after its last effect does not count.
local page, from = 100, 0
while true do
  local found = redis.call('ZRANGE', READY, from, from + page - 1, 'WITHSCORES')
  if #found == 0 then return false end
  for i = 1, #found, 2 do
    if redis.call('EXISTS', queue(found[i])) == 1 then return found[i + 1] end
  end
  from = from + page
end
