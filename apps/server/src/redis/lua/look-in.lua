-- What a member sees of a room.
-- KEYS 1 room, 2 members, 3 restricted     ARGV 1 user id, 2… fields of the room, the first of which each room has
-- Returns {number of members, the fields…}, or for whoever is no member, and when there is no such room, the code of
-- the refusal.
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 0 then return why_no_member(KEYS[3], ARGV[1]) end
local fields = redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
return fields[1] and { redis.call('SCARD', KEYS[2]), unpack(fields) } or 'not_a_member'
