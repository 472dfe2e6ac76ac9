-- Ends a room that nobody has been a member of for long enough, unless the server itself made it.
-- KEYS 1 room, 2 members, 3 log, 4 head     ARGV 1 milliseconds that count as long enough
-- Returns milliseconds until it ends, 0 when it has, -1 when it does not.
local room_key, members_key, log_key, head_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local ttl_ms = tonumber(ARGV[1])
local room = redis.call('HMGET', room_key, 'createdBy', 'createdAt', 'emptyAt')
if redis.call('SCARD', members_key) > 0 or room[1] == '' then return -1 end

-- Nobody ever came to one that has only been made.
local left_ms = tonumber(room[3] or room[2] or 0) + ttl_ms - now_ms()
if left_ms > 0 then return left_ms end
redis.call('DEL', room_key, members_key, log_key, head_key)
return 0
