-- Writes an account that ends by itself unless it is kept. In one step: without an end it would be taken for one that was kept.
-- KEYS 1 account     ARGV 1 seconds, 2… fields and values
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], ARGV[1])
