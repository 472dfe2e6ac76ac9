-- Gives up a room's claim on a name, unless the room has that name: nobody can rename it by this claim any more.
-- KEYS 1 room, 2 claims that may be used     ARGV 1 skeleton of the name, 2 id of the claim, empty for that of a new room
-- Returns 1 if it is given up, 0 if the room has the name.
local room_key, claims_key, skeleton, claim_id = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
redis.call('SREM', claims_key, claim_id)
local room = redis.call('HMGET', room_key, 'name', 'skeleton')
-- A room of the version before, which did not keep this, and has the name with which it was made.
if room[1] and not room[2] and claim_id == '' and skeleton ~= '' then
  redis.call('HSET', room_key, 'skeleton', skeleton)
  return 0
end
return room[2] == skeleton and 0 or 1
