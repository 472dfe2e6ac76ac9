-- What every script on a room's log starts with.

-- Returns epoch, seq and mid of the newest entry. The head and the stream are written together, so one without the
-- other means that one was lost: what is left keeps its place, under a new epoch, so that every reader notices.
local function read_head(log_key, head_key, new_epoch)
  local head = redis.call('HMGET', head_key, 'epoch', 'seq', 'mid')
  local epoch, seq, mid = head[1], tonumber(head[2] or 0), head[3] or ''
  local has_log = redis.call('EXISTS', log_key) == 1
  if epoch and (seq > 0) == has_log then return epoch, seq, mid end

  seq, mid = 0, ''
  if has_log then
    local newest = redis.call('XREVRANGE', log_key, '+', '-', 'COUNT', 1)[1]
    if newest then seq, mid = tonumber(string.match(newest[1], '^%d+')), newest[2][2] end
  end
  redis.call('HSET', head_key, 'epoch', new_epoch, 'seq', seq, 'mid', mid)
  return new_epoch, seq, mid
end

-- Returns Redis's time in whole milliseconds.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Adds one entry after `seq`. `rest` is its JSON object without the leading '{' and the first three fields.
-- Returns the entry as JSON.
local function add_entry(log_key, seq, mid, sent_at, rest, entries_to_keep)
  local entry = string.format('{"seq":%d,"mid":"%s","sentAt":%d,%s', seq, mid, sent_at, rest)
  redis.call('XADD', log_key, 'MAXLEN', '~', entries_to_keep, seq .. '-0', 'mid', mid, 'entry', entry)
  return entry
end

-- Returns a JSON object, or the rest of one, with one more field. `field` is its name in quotes, a colon and its JSON.
local function with_field(rest, field) return string.sub(rest, 1, -2) .. ',' .. field .. '}' end

-- Returns what was answered to this key before, the code of the refusal when that was for another body, or nil.
local function answer_before(receipt_key, epoch, body_hash, ttl)
  local of_epoch, seq, mid, sent_at, hash =
    string.match(redis.call('GET', receipt_key) or '', '^(%S+) (%d+) (%S+) (%d+) (.*)$')
  if of_epoch ~= epoch then return nil end
  if hash ~= body_hash then return 'conflict' end
  -- A write, so that a replica that has this has the entry as well.
  redis.call('EXPIRE', receipt_key, ttl)
  return { tonumber(seq), epoch, mid, tonumber(sent_at), 1 }
end

-- Returns the answer to a key that is new.
local function keep_answer(receipt_key, epoch, body_hash, ttl, seq, mid, sent_at)
  local receipt = string.format('%s %d %s %d %s', epoch, seq, mid, sent_at, body_hash)
  redis.call('SET', receipt_key, receipt, 'EX', ttl)
  return { seq, epoch, mid, sent_at, 0 }
end

-- Makes `seq` the head and tells the room's followers: a line `epoch first last mid mid-before-the-first`, then the
-- entries as JSON. Each batch is so fastened to the one before it.
local function publish(head_key, channel, mid_before, epoch, seq, mid, entries)
  redis.call('HSET', head_key, 'seq', seq, 'mid', mid)
  local header = string.format('%s %d %d %s %s', epoch, seq - #entries + 1, seq, mid, mid_before)
  redis.call('SPUBLISH', channel, header .. '\n[' .. table.concat(entries, ',') .. ']')
end

-- Returns 'muted' or 'banned' when the user is so in the room, else nil.
local function restriction_of(restricted_key, user_id)
  return string.match(redis.call('HGET', restricted_key, user_id) or '', '^%a+')
end

-- Returns for how many more milliseconds the user is kept waiting by the room's slow mode.
local function slow_wait(slow_key, user_id, slow_ms, now)
  local wrote_at = tonumber(redis.call('ZSCORE', slow_key, user_id) or 0)
  -- When Redis's clock was set back meanwhile, nobody waits until it has caught up.
  if wrote_at > now then return 0 end
  return math.max(0, wrote_at + slow_ms - now)
end

-- Returns the code by which somebody is refused who is no member.
local function why_no_member(restricted_key, user_id)
  return restriction_of(restricted_key, user_id) == 'banned' and 'banned' or 'not_a_member'
end

-- Returns whether a member moderates the room. A conversation of two is moderated by nobody.
local function is_moderator(room_key, moderators_key, user_id, moderates_all)
  local room = redis.call('HMGET', room_key, 'createdBy', 'kind')
  if room[2] == 'direct' then return false end
  return moderates_all or room[1] == user_id or redis.call('HEXISTS', moderators_key, user_id) == 1
end

-- Returns the code by which somebody is refused who does not moderate the room, or nil.
local function why_no_moderator(room_key, members_key, restricted_key, moderators_key, user_id, moderates_all)
  if redis.call('SISMEMBER', members_key, user_id) == 0 then return why_no_member(restricted_key, user_id) end
  if not is_moderator(room_key, moderators_key, user_id, moderates_all) then return 'not_a_moderator' end
end
