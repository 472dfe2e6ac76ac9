-- Ends all sessions of an account but one, and may change its password in the same step.
-- KEYS 1 account     ARGV 1 id of that session, 2 its generation, 3 hash of the password now, 4 of the new one; '' to keep it
-- Returns 'ended', or 'over' when that session has been ended itself, or 'other password'.
local account_key, session_id, its_generation, from_hash, to_hash = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local account = redis.call('HMGET', account_key, 'generation', 'sparedSession', 'passwordHash')
local generation, spared, password_hash = account[1] or '0', account[2], account[3]
if not password_hash then return 'over' end
if generation ~= its_generation and spared ~= session_id then return 'over' end
if to_hash ~= '' and password_hash ~= from_hash then return 'other password' end

redis.call('HINCRBY', account_key, 'generation', 1)
redis.call('HSET', account_key, 'sparedSession', session_id)
if to_hash ~= '' then
  redis.call('HSET', account_key, 'passwordHash', to_hash)
  -- Whoever knows the password needs no reset link.
  redis.call('HDEL', account_key, 'resetHash')
end
return 'ended'
