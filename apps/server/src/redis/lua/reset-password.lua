-- Gives an account another password and ends all of its sessions, once for each token.
-- KEYS 1 account     ARGV 1 hash of the token, 2 hash of the new password
-- Returns the generation of its sessions from now on, or nothing when the account has no such token (any more).
local account_key, token_hash, password_hash = KEYS[1], ARGV[1], ARGV[2]
if redis.call('HGET', account_key, 'resetHash') ~= token_hash then return false end

redis.call('HDEL', account_key, 'resetHash', 'sparedSession')
redis.call('HSET', account_key, 'passwordHash', password_hash)
return redis.call('HINCRBY', account_key, 'generation', 1)
