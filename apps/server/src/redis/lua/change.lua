-- Appends a change of an earlier message or a reaction to it, once, and tells the room's followers.
-- KEYS 1 log, 2 head, 3 members, 4 receipt, 5 deleted
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 receipt TTL in s, 4 channel,
--      5 sender's user id, 6 entry id, 7 hash of the body, 8 rest of the entry's JSON,
--      9 seq and 10 mid of the message, 11 'change' | 'deletion' | 'reaction'
-- Returns {seq, epoch, mid, sentAt, 1 if it was there before} or the code of the refusal.
local log_key, head_key, members_key, receipt_key, deleted_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local new_epoch, entries_to_keep, receipt_ttl, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local user_id, new_mid, body_hash, rest = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local target_seq, target_mid, what = ARGV[9], ARGV[10], ARGV[11]

if redis.call('SISMEMBER', members_key, user_id) == 0 then return 'not_a_member' end
local epoch, seq = read_head(log_key, head_key, new_epoch)
local answer = answer_before(receipt_key, epoch, body_hash, receipt_ttl)
if answer then return answer end

local target = redis.call('XRANGE', log_key, target_seq .. '-0', target_seq .. '-0')[1]
if not target or target[2][2] ~= target_mid then return 'not_found' end
-- No text can hold this: as JSON its quotes have a backslash before them.
local sender_id = string.match(target[2][4], '"kind":"message","sender":{"userId":"([^"]+)"')
if not sender_id or redis.call('ZSCORE', deleted_key, target_mid) then return 'not_found' end
if sender_id ~= user_id and what ~= 'reaction' then return 'not_the_sender' end

local sent_at = now_ms()
seq = seq + 1
local entry = add_entry(log_key, seq, new_mid, sent_at, rest, entries_to_keep)
if what == 'deletion' then
  local oldest = redis.call('XRANGE', log_key, '-', '+', 'COUNT', 1)[1]
  redis.call('ZADD', deleted_key, seq, target_mid)
  -- When the deletion is trimmed, all that it is about has been.
  redis.call('ZREMRANGEBYSCORE', deleted_key, '-inf', '(' .. string.match(oldest[1], '^%d+'))
end
answer = keep_answer(receipt_key, epoch, body_hash, receipt_ttl, seq, new_mid, sent_at)
publish(head_key, channel, epoch, seq, new_mid, { entry })
return answer
