-- ARGV: owner, new end of the leases, then lane, effect and attempt of each.
for i = 3, #ARGV, 3 do
  if holds(ARGV[i], ARGV[i + 1], ARGV[1], ARGV[i + 2]) then redis.call('ZADD', READY, ARGV[2], ARGV[i]) end
end
