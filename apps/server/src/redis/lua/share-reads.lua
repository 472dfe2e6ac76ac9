-- Says whether others may be told what a user has read, as long as there is the account.
-- KEYS 1 account     ARGV 1 1: yes, 0: no
if redis.call('HEXISTS', KEYS[1], 'name') == 0 then return end
if ARGV[1] == '1' then redis.call('HDEL', KEYS[1], 'hidesReads')
else redis.call('HSET', KEYS[1], 'hidesReads', '1') end
