-- Appends messages of members and webhooks of one room in the order given, each once, and tells the room's followers. Files
-- go with one message each.
-- KEYS 1 log, 2 head, 3 members, 4 restricted, 5 webhooks, 6 files, 7 unsent files, 8 sent files, 9 room, 10 slow,
--      11 moderators, 12… one receipt per message
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 receipt TTL in s, 4 channel,
--      5 user ids of those who moderate all rooms, with blanks around each,
--      then per message: sender's user id, entry id, hash of the body, rest of the entry's JSON, ids of its files with
--      blanks between
-- Returns per message {seq, epoch, mid, sentAt, 1 if it was there before} or the code of the refusal, with the milliseconds
-- after it when it is `slow_mode`.
local log_key, head_key, members_key, restricted_key, webhooks_key = unpack(KEYS, 1, 5)
local files_key, unsent_key, sent_key, room_key, slow_key, moderators_key = unpack(KEYS, 6, 11)
local new_epoch, entries_to_keep, receipt_ttl, channel, moderate_all = unpack(ARGV, 1, 5)

local restricts = redis.call('EXISTS', restricted_key) == 1
local slow_ms = tonumber(redis.call('HGET', room_key, 'slowSeconds') or 0) * 1000
local epoch, seq, mid, mid_before
local sent_at = now_ms()
local answers, entries = {}, {}

-- Returns whether slow mode concerns this member.
local function goes_slowly(user_id)
  if slow_ms == 0 then return false end
  local moderates_all = string.find(moderate_all, ' ' .. user_id .. ' ', 1, true) ~= nil
  return not is_moderator(room_key, moderators_key, user_id, moderates_all)
end

-- Returns the rest of an entry with what its files are, before its text; nil when one of them is not this user's to send.
local function with_files(rest, user_id, file_ids)
  local told = {}
  for file_id in string.gmatch(file_ids, '%S+') do
    local owner_id, file = string.match(redis.call('HGET', files_key, file_id) or '', '^(%S+) (.*)$')
    if owner_id ~= user_id or not redis.call('ZSCORE', unsent_key, file_id) then return nil end
    told[#told + 1] = file
  end
  local text_at = string.find(rest, '"text":"', 1, true)
  return string.sub(rest, 1, text_at - 1) .. '"files":[' .. table.concat(told, ',') .. '],' .. string.sub(rest, text_at)
end

local function send_files(file_ids)
  for file_id in string.gmatch(file_ids, '%S+') do
    redis.call('ZREM', unsent_key, file_id)
    redis.call('ZADD', sent_key, seq, file_id)
  end
end

for index = 1, #KEYS - 11 do
  local receipt_key = KEYS[index + 11]
  local first = 5 * index
  local user_id, new_mid, body_hash, rest = ARGV[first + 1], ARGV[first + 2], ARGV[first + 3], ARGV[first + 4]
  local file_ids = ARGV[first + 5]

  local is_member = redis.call('SISMEMBER', members_key, user_id) == 1
  local why_refused
  -- The ids of users and of webhooks are never the same.
  local webhook = not is_member and redis.call('HGET', webhooks_key, user_id)
  if not is_member and not webhook then
    why_refused = why_no_member(restricted_key, user_id)
  elseif restricts then
    why_refused = restriction_of(restricted_key, user_id)
  end
  local is_slow = is_member and goes_slowly(user_id)
  if is_slow and not why_refused then
    local wait_ms = slow_wait(slow_key, user_id, slow_ms, sent_at)
    if wait_ms > 0 then why_refused = 'slow_mode ' .. wait_ms end
  end
  local answer = why_refused
  if why_refused ~= 'not_a_member' then
    -- Not for a stranger: a room that does not exist must not get a head.
    if not epoch then
      epoch, seq, mid = read_head(log_key, head_key, new_epoch)
      mid_before = mid
    end
    -- Before it is refused: what was written before somebody was restricted stands in the log.
    answer = answer_before(receipt_key, epoch, body_hash, receipt_ttl) or why_refused
  end
  if not answer and file_ids ~= '' then
    rest = with_files(rest, user_id, file_ids)
    if not rest then answer = 'not_found' end
  end
  if not answer then
    seq, mid = seq + 1, new_mid
    entries[#entries + 1] = add_entry(log_key, seq, mid, sent_at, rest, entries_to_keep)
    send_files(file_ids)
    answer = keep_answer(receipt_key, epoch, body_hash, receipt_ttl, seq, mid, sent_at)
    if is_slow then redis.call('ZADD', slow_key, sent_at, user_id) end
    if webhook then
      local used_at = string.format('%%1 %d', sent_at)
      redis.call('HSET', webhooks_key, user_id, (string.gsub(webhook, '^(%S+ %S+) %S+', used_at)))
    end
  end
  answers[index] = answer
end

if #entries > 0 and slow_ms > 0 then
  -- Who has waited long enough, and the whole once everybody has.
  redis.call('ZREMRANGEBYSCORE', slow_key, '-inf', sent_at - slow_ms)
  redis.call('PEXPIRE', slow_key, slow_ms)
end
if #entries > 0 then publish(head_key, channel, mid_before, epoch, seq, mid, entries) end
return answers
