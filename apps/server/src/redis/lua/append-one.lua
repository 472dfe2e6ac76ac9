-- What every script starts with, behind log.lua, that appends one entry which is no message, once.
-- KEYS 1 log, 2 head, 3 members, 4 receipt, 5 room, 6 restricted, 7 moderators; then those of the script
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 receipt TTL in s, 4 channel, 5 sender's user id, 6 entry id,
--      7 hash of the body, 8 rest of the entry's JSON, 9 '1' when the sender moderates all rooms; then those of the script
-- Each returns {seq, epoch, mid, sentAt, 1 if it was there before} or the code of the refusal.
local log_key, head_key, members_key, receipt_key = unpack(KEYS, 1, 4)
local room_key, restricted_key, moderators_key = unpack(KEYS, 5, 7)
local new_epoch, entries_to_keep, receipt_ttl, channel = unpack(ARGV, 1, 4)
local user_id, new_mid, body_hash, rest, moderates_all = ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9] == '1'
local sent_at = now_ms()
local epoch, seq, mid_before

-- Returns what was answered to this command before, else `refusal`. Strangers are refused in any case: a room that does not
-- exist must not get a head. Others are not, whatever became of them: what is in the log is answered as before.
local function answer_before_or(refusal)
  if refusal == 'not_a_member' then return refusal end
  epoch, seq, mid_before = read_head(log_key, head_key, new_epoch)
  return answer_before(receipt_key, epoch, body_hash, receipt_ttl) or refusal
end

-- Returns the code by which the sender is refused who does not moderate the room, or nil.
local function why_not_by_sender()
  return why_no_moderator(room_key, members_key, restricted_key, moderators_key, user_id, moderates_all)
end

-- Appends the entry, whose seq is `seq` from here on, and tells the room's followers. Returns the answer.
local function append_one()
  seq = seq + 1
  local entry = add_entry(log_key, seq, new_mid, sent_at, rest, entries_to_keep)
  publish(head_key, channel, mid_before, epoch, seq, new_mid, { entry })
  return keep_answer(receipt_key, epoch, body_hash, receipt_ttl, seq, new_mid, sent_at)
end
