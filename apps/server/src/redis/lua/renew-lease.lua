-- Renews one worker's lease, drops those that have run out, and tells which stand.
-- KEYS 1 leases     ARGV 1 worker key (empty: renew none), 2 length of the lease in ms
-- Returns the worker keys whose lease stands.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if ARGV[1] ~= '' then redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1]) end
return redis.call('ZRANGE', KEYS[1], 0, -1)
