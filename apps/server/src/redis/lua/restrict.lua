-- Restricts a user in a room or lifts that, once, and tells the room's followers. Who is banned is no member any more.
-- KEYS 1 log, 2 head, 3 members, 4 receipt, 5 room, 6 restricted
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 receipt TTL in s, 4 channel,
--      5 moderator's user id, 6 entry id, 7 hash of the body, 8 rest of the entry's JSON,
--      9 '1' for whoever moderates all rooms, 10 user id of the restricted, 11 'muted' | 'banned' | '' to lift it,
--      12 what is kept of it as JSON, 13 newest entries among which a sender can be restricted,
--      14 '1' when the restricted moderates all rooms, 15 '1' when there is no account of theirs any more
-- Returns {seq, epoch, mid, sentAt, 1 if it was there before} or the code of the refusal.
local log_key, head_key, members_key, receipt_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local room_key, restricted_key = KEYS[5], KEYS[6]
local new_epoch, entries_to_keep, receipt_ttl, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local user_id, new_mid, body_hash, rest = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local moderates_all, target_id, restriction, kept, looked_at = ARGV[9] == '1', ARGV[10], ARGV[11], ARGV[12], ARGV[13]
local target_moderates_all, target_is_gone = ARGV[14] == '1', ARGV[15] == '1'

local refusal = why_no_moderator(room_key, members_key, restricted_key, user_id, moderates_all)
if refusal == 'not_a_member' then return refusal end
local epoch, seq, mid_before = read_head(log_key, head_key, new_epoch)
-- Also to who has been banned since: what is in the log is answered as before.
local answer = answer_before(receipt_key, epoch, body_hash, receipt_ttl) or refusal
if answer then return answer end
local created_by = redis.call('HGET', room_key, 'createdBy')
local is_above = target_moderates_all or target_id == created_by and not moderates_all
if target_id == user_id or is_above then return 'not_a_moderator' end

local function is_known()
  if redis.call('SISMEMBER', members_key, target_id) == 1 then return true end
  -- No text can hold this: as JSON its quotes have a backslash before them.
  local as_sender = '"sender":{"userId":"' .. target_id .. '"'
  for _, found in ipairs(redis.call('XREVRANGE', log_key, '+', '-', 'COUNT', looked_at)) do
    if string.find(found[2][4], as_sender, 1, true) then return true end
  end
end

local was = restriction_of(restricted_key, target_id)
if not was and (restriction == '' or target_is_gone or not is_known()) then return 'not_found' end
if restriction == '' then
  redis.call('HDEL', restricted_key, target_id)
else
  redis.call('HSET', restricted_key, target_id, restriction .. ' ' .. kept)
end
-- The room never becomes empty by it: the moderator stays.
if restriction == 'banned' then redis.call('SREM', members_key, target_id) end

local sent_at = now_ms()
seq = seq + 1
local entry = add_entry(log_key, seq, new_mid, sent_at, rest, entries_to_keep)
answer = keep_answer(receipt_key, epoch, body_hash, receipt_ttl, seq, new_mid, sent_at)
publish(head_key, channel, mid_before, epoch, seq, new_mid, { entry })
return answer
