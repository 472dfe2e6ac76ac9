-- Makes the conversation of two users, with both as members, unless it is there. Nothing is said of it in its log.
-- KEYS 1 room, 2 members
-- ARGV 1 and 2 ids of the users, 3 name for clients that know no conversations, 4 time in ms, 5 both users as JSON
-- Returns 1 if it is new.
local room_key, members_key = KEYS[1], KEYS[2]
local opener_id, other_id, name, created_at, members = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if redis.call('EXISTS', room_key) == 1 then return 0 end

redis.call('SADD', members_key, opener_id, other_id)
redis.call('HSET', room_key, 'name', name, 'kind', 'direct', 'createdBy', opener_id, 'createdAt', created_at,
  'announceMembers', '1', 'members', members)
return 1
