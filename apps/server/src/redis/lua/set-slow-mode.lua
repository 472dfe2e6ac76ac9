-- Sets how long each member waits after a message of theirs, once, and tells the room's followers. It begins anew: what was
-- written before it keeps nobody waiting.
-- KEYS 1 log, 2 head, 3 members, 4 receipt, 5 room, 6 restricted, 7 slow
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 receipt TTL in s, 4 channel,
--      5 moderator's user id, 6 entry id, 7 hash of the body, 8 rest of the entry's JSON,
--      9 '1' for whoever moderates all rooms, 10 seconds, 0 for off
-- Returns {seq, epoch, mid, sentAt, 1 if it was there before} or the code of the refusal.
local log_key, head_key, members_key, receipt_key, room_key, restricted_key, slow_key = unpack(KEYS)
local new_epoch, entries_to_keep, receipt_ttl, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local user_id, new_mid, body_hash, rest = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local moderates_all, seconds = ARGV[9] == '1', ARGV[10]

local refusal = why_no_moderator(room_key, members_key, restricted_key, user_id, moderates_all)
if refusal == 'not_a_member' then return refusal end
local epoch, seq, mid_before = read_head(log_key, head_key, new_epoch)
-- Also to who has been banned since: what is in the log is answered as before.
local answer = answer_before(receipt_key, epoch, body_hash, receipt_ttl) or refusal
if answer then return answer end

if seconds == '0' then
  redis.call('HDEL', room_key, 'slowSeconds')
else
  redis.call('HSET', room_key, 'slowSeconds', seconds)
end
redis.call('DEL', slow_key)

local sent_at = now_ms()
seq = seq + 1
local entry = add_entry(log_key, seq, new_mid, sent_at, rest, entries_to_keep)
answer = keep_answer(receipt_key, epoch, body_hash, receipt_ttl, seq, new_mid, sent_at)
publish(head_key, channel, mid_before, epoch, seq, new_mid, { entry })
return answer
