-- Appends what is no message to a room's log, once, and tells the room's followers: a change of an earlier message, a
-- reaction to it, a pin of it or what its link leads to, or another topic.
-- KEYS 1 log, 2 head, 3 members, 4 receipt, 5 deleted, 6 restricted, 7 pins, 8 room, 9 files, 10 sent files,
--      11 doomed files
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 receipt TTL in s, 4 channel,
--      5 sender's user id, 6 entry id, 7 hash of the body, 8 rest of the entry's JSON,
--      9 'change' | 'deletion' | 'reaction' | 'pin' | 'unpin' | 'preview' | 'topic', 10 the topic,
--      11 seq and 12 mid of the message, 13 most pins, 14 '1' for whoever moderates all rooms
-- Returns {seq, epoch, mid, sentAt, 1 if it was there before} or the code of the refusal.
local log_key, head_key, members_key, receipt_key, deleted_key, restricted_key, pins_key, room_key = unpack(KEYS)
local files_key, sent_key, doomed_key = KEYS[9], KEYS[10], KEYS[11]
local new_epoch, entries_to_keep, receipt_ttl, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local user_id, new_mid, body_hash, rest = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local what, topic, target_seq, target_mid, pins_max = ARGV[9], ARGV[10], ARGV[11], ARGV[12], tonumber(ARGV[13])
local moderates_all = ARGV[14] == '1'
local pin = target_seq .. ' ' .. target_mid

local is_member = redis.call('SISMEMBER', members_key, user_id) == 1
local why_refused = not is_member and why_no_member(restricted_key, user_id) or nil
if why_refused == 'not_a_member' then return why_refused end
local epoch, seq, mid_before = read_head(log_key, head_key, new_epoch)
-- Also to who has been banned since: what is in the log is answered as before.
local answer = answer_before(receipt_key, epoch, body_hash, receipt_ttl)
if answer then return answer end
if why_refused then return why_refused end
if what ~= 'deletion' then
  local restriction = restriction_of(restricted_key, user_id)
  if restriction then return restriction end
end

local function may_do_this(sender_id)
  if sender_id == user_id then return true end
  if what ~= 'deletion' then return what ~= 'change' and what ~= 'preview' end
  return not why_no_moderator(room_key, members_key, restricted_key, user_id, moderates_all)
end

local target_entry = ''
local function why_not_this_message()
  -- Also when the log has let go of the message.
  if what == 'unpin' and redis.call('ZSCORE', pins_key, pin) then return nil end
  local target = redis.call('XRANGE', log_key, target_seq .. '-0', target_seq .. '-0')[1]
  if not target or target[2][2] ~= target_mid then return 'not_found' end
  target_entry = target[2][4]
  -- No text can hold this: as JSON its quotes have a backslash before them.
  local sender_id = string.match(target_entry, '"kind":"message","sender":{"userId":"([^"]+)"')
  if not sender_id or redis.call('ZSCORE', deleted_key, target_mid) then return 'not_found' end
  if not may_do_this(sender_id) then return 'not_the_sender' end
  if what ~= 'pin' or redis.call('ZSCORE', pins_key, pin) then return nil end
  return redis.call('ZCARD', pins_key) >= pins_max and 'too_many_pins' or nil
end

local refusal
if what ~= 'topic' then
  refusal = why_not_this_message()
elseif redis.call('HGET', room_key, 'kind') == 'direct' then
  refusal = 'bad_request'
end
if refusal then return refusal end

-- What a message carries stands beside what it says by now. No text can hold this, nor the name of a file.
local files = what == 'change' and string.match(target_entry, '"files":%[.-%],"text":')
if files then
  local text_at = string.find(rest, '"text":', 1, true)
  rest = string.sub(rest, 1, text_at - 1) .. files .. string.sub(rest, text_at + #'"text":')
end
local sent_at = now_ms()
seq = seq + 1
local entry = add_entry(log_key, seq, new_mid, sent_at, rest, entries_to_keep)
if what == 'deletion' then
  local oldest = redis.call('XRANGE', log_key, '-', '+', 'COUNT', 1)[1]
  redis.call('ZADD', deleted_key, seq, target_mid)
  -- When the deletion is trimmed, all that it is about has been.
  redis.call('ZREMRANGEBYSCORE', deleted_key, '-inf', '(' .. string.match(oldest[1], '^%d+'))
  -- No name of a file can hold this, either.
  for file_id in string.gmatch(target_entry, '"fileId":"([^"]+)"') do
    redis.call('HDEL', files_key, file_id)
    redis.call('ZREM', sent_key, file_id)
    redis.call('ZADD', doomed_key, 0, file_id)
  end
end
if what == 'deletion' or what == 'unpin' then redis.call('ZREM', pins_key, pin) end
if what == 'pin' then redis.call('ZADD', pins_key, seq, pin) end
if what == 'topic' then redis.call('HSET', room_key, 'topic', topic) end
answer = keep_answer(receipt_key, epoch, body_hash, receipt_ttl, seq, new_mid, sent_at)
publish(head_key, channel, mid_before, epoch, seq, new_mid, { entry })
return answer
