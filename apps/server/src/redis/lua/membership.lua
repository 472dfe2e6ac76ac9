-- Makes a user a member of a room, or ends that, and writes so in the room's log where the room is small enough for
-- anybody to care. A room without a member has the time since when. Into a room that is not public comes only whom
-- a member lets in, into a conversation of two nobody; and nowhere who is banned. Whoever goes moderates the room no more;
-- who made it does so again with coming back.
-- KEYS 1 log, 2 head, 3 members, 4 room, 5 restricted, 6 moderators
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 channel, 4 'join', 'let-in' or 'leave', 5 user id,
--      6 entry id, 7 rest of the entry's JSON, 8 members up to which a room announces, 9 id of who lets in,
--      10 the user as JSON, 11… fields of the room
-- Returns {1 if the membership changed, number of members, epoch and seq of the entry that says so or '' and 0, the fields…},
-- or the code of the refusal.
local log_key, head_key, members_key, room_key, restricted_key, moderators_key = unpack(KEYS)
local new_epoch, entries_to_keep, channel = ARGV[1], ARGV[2], ARGV[3]
local change, user_id, new_mid, rest, announce_up_to = ARGV[4], ARGV[5], ARGV[6], ARGV[7], tonumber(ARGV[8])

local room = redis.call('HMGET', room_key, 'announceMembers', 'kind', 'createdBy', 'emptyAt')
local announces, kind, made_by, empty_at = room[1], room[2] or 'public', room[3], room[4]
if not announces then return 'not_a_member' end

local function is_member(id) return redis.call('SISMEMBER', members_key, id) == 1 end
-- Who made it, before anybody has been in it.
local is_first = made_by == user_id and not empty_at and redis.call('EXISTS', members_key) == 0
local is_banned = restriction_of(restricted_key, user_id) == 'banned'
if change == 'join' and is_banned then return 'banned' end
if change == 'join' and kind ~= 'public' and not is_first and not is_member(user_id) then return 'not_a_member' end
if change == 'let-in' and (kind == 'direct' or not is_member(ARGV[9])) then return 'not_a_member' end
if change == 'let-in' and is_banned then return 'banned' end

local changed = redis.call(change == 'leave' and 'SREM' or 'SADD', members_key, user_id)
local member_count = redis.call('SCARD', members_key)
if member_count == 0 then
  redis.call('HSETNX', room_key, 'emptyAt', now_ms())
elseif changed == 1 and member_count == 1 then
  redis.call('HDEL', room_key, 'emptyAt')
end
local moderated = changed == 1 and redis.call('HDEL', moderators_key, user_id) == 1
local is_maker = change ~= 'leave' and made_by == user_id and kind ~= 'direct'
if is_maker then
  redis.call('HSET', moderators_key, user_id, with_field(ARGV[10], '"maker":true'))
  rest = with_field(rest, '"maker":true')
end
-- Of those who moderate the room its log tells in any case: from it others know who they are.
local told_epoch, told_seq = '', 0
local is_told = announces == '1' and member_count <= announce_up_to or moderated or is_maker
if changed == 1 and is_told then
  local epoch, seq, mid_before = read_head(log_key, head_key, new_epoch)
  told_epoch, told_seq = epoch, seq + 1
  local entry = add_entry(log_key, told_seq, new_mid, now_ms(), rest, entries_to_keep)
  publish(head_key, channel, mid_before, epoch, told_seq, new_mid, { entry })
end
return { changed, member_count, told_epoch, told_seq, unpack(redis.call('HMGET', room_key, unpack(ARGV, 11))) }
