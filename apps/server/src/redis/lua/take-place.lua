-- Puts a room into a user's list, if it has room for one more: counted and taken in one step.
-- KEYS 1 list     ARGV 1 room id, 2 most that may be in it
-- Returns 1 when it is in the list now, 0 when the list is full.
local list_key, room_id, most = KEYS[1], ARGV[1], tonumber(ARGV[2])
if redis.call('SISMEMBER', list_key, room_id) == 1 then return 1 end
if redis.call('SCARD', list_key) >= most then return 0 end
return redis.call('SADD', list_key, room_id)
