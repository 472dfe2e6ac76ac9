-- Appends what comes of a message that is in the log (a change of it, a reaction to it, a pin of it, or what its link leads
-- to), or another topic.
-- KEYS 8 deleted, 9 pins, 10 files, 11 sent files, 12 doomed files
-- ARGV 10 'change' | 'deletion' | 'reaction' | 'pin' | 'unpin' | 'preview' | 'topic', 11 the topic, 12 seq and 13 mid of the
--      message, 14 most pins
local deleted_key, pins_key, files_key, sent_key, doomed_key = unpack(KEYS, 8)
local what, topic, target_seq, target_mid, pins_max = ARGV[10], ARGV[11], ARGV[12], ARGV[13], tonumber(ARGV[14])
local pin = target_seq .. ' ' .. target_mid

local is_member = redis.call('SISMEMBER', members_key, user_id) == 1
local answer = answer_before_or(not is_member and why_no_member(restricted_key, user_id) or nil)
if answer then return answer end
if what ~= 'deletion' then
  local restriction = restriction_of(restricted_key, user_id)
  if restriction then return restriction end
end

local function may_do_this(sender_id)
  if sender_id == user_id then return true end
  if what ~= 'deletion' then return what ~= 'change' and what ~= 'preview' end
  return not why_not_by_sender()
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
answer = append_one()
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
return answer
