-- What a member sees of a room.
-- KEYS 1 room, 2 members     ARGV 1 user id
-- Returns {name, createdAt, number of members}, or nil for whoever is no member, and when there is no such room.
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 0 then return nil end
local room = redis.call('HMGET', KEYS[1], 'name', 'createdAt')
return room[1] and { room[1], room[2], redis.call('SCARD', KEYS[2]) }
