-- ARGV: incident, version of the event, ts of the message that told of it.
redis.call('HSET', P .. ':told:' .. ARGV[1], ARGV[2], ARGV[3])
