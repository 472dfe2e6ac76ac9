-- What is kept of a room's webhooks, for a moderator.
-- KEYS 1 room, 2 members, 3 restricted, 4 moderators, 5 webhooks     ARGV 1 user id, 2 '1' for whoever moderates all rooms
-- Returns each of them, in no order, or the code of the refusal.
local refusal = why_no_moderator(KEYS[1], KEYS[2], KEYS[3], KEYS[4], ARGV[1], ARGV[2] == '1')
return refusal or redis.call('HVALS', KEYS[5])
