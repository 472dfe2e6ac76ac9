-- Makes a user a member of a room, or ends that, and writes so in the room's log where the room is small enough for
-- anybody to care. A room without a member has the time since when.
-- KEYS 1 log, 2 head, 3 members, 4 room
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 channel, 4 'join' or 'leave', 5 user id, 6 entry id,
--      7 rest of the entry's JSON, 8 members up to which a room announces
-- Returns {1 if the membership changed, number of members}, or the code of the refusal.
local log_key, head_key, members_key, room_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local new_epoch, entries_to_keep, channel = ARGV[1], ARGV[2], ARGV[3]
local joins, user_id, new_mid, rest, announce_up_to = ARGV[4] == 'join', ARGV[5], ARGV[6], ARGV[7], tonumber(ARGV[8])

local announces = redis.call('HGET', room_key, 'announceMembers')
if not announces then return 'not_a_member' end

local changed = redis.call(joins and 'SADD' or 'SREM', members_key, user_id)
local member_count = redis.call('SCARD', members_key)
if member_count == 0 then
  redis.call('HSETNX', room_key, 'emptyAt', now_ms())
elseif changed == 1 and member_count == 1 then
  redis.call('HDEL', room_key, 'emptyAt')
end
if changed == 1 and announces == '1' and member_count <= announce_up_to then
  local epoch, seq = read_head(log_key, head_key, new_epoch)
  local entry = add_entry(log_key, seq + 1, new_mid, now_ms(), rest, entries_to_keep)
  publish(head_key, channel, epoch, seq + 1, new_mid, { entry })
end
return { changed, member_count }
