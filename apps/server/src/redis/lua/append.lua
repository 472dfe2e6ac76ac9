-- Appends messages of one room in the order given, each once, and tells the room's followers.
-- KEYS 1 log, 2 head, 3 members, 4… one receipt per message
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 receipt TTL in s, 4 channel,
--      then per message: sender's user id, entry id, hash of the body, rest of the entry's JSON
-- Returns per message {seq, epoch, mid, sentAt, 1 if it was there before} or the code of the refusal.
local log_key, head_key, members_key = KEYS[1], KEYS[2], KEYS[3]
local new_epoch, entries_to_keep, receipt_ttl, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local epoch, seq, mid
local sent_at = now_ms()
local answers, entries = {}, {}

for index = 1, #KEYS - 3 do
  local receipt_key = KEYS[index + 3]
  local first = 4 * index
  local user_id, new_mid, body_hash, rest = ARGV[first + 1], ARGV[first + 2], ARGV[first + 3], ARGV[first + 4]

  local is_member = redis.call('SISMEMBER', members_key, user_id) == 1
  -- Only for a member: a room that does not exist must not get a head.
  if is_member and not epoch then epoch, seq, mid = read_head(log_key, head_key, new_epoch) end
  local answer = 'not_a_member'
  if is_member then answer = answer_before(receipt_key, epoch, body_hash, receipt_ttl) end
  if not answer then
    seq, mid = seq + 1, new_mid
    entries[#entries + 1] = add_entry(log_key, seq, mid, sent_at, rest, entries_to_keep)
    answer = keep_answer(receipt_key, epoch, body_hash, receipt_ttl, seq, mid, sent_at)
  end
  answers[index] = answer
end

if #entries > 0 then publish(head_key, channel, epoch, seq, mid, entries) end
return answers
