-- Reads a stretch of a room's log in one step, so that head, bounds and entries belong together.
-- KEYS 1 log, 2 head, 3 members, 4 deleted, 5 pins, 6 room, 7 slow, 8 restricted, 9 moderators
-- ARGV 1 epoch for a log that has none, 2 user id who must be a member (empty: nobody), 3 most entries,
--      4 'newest' | 'before' | 'after' | 'resume', 5 epoch, 6 seq, 7 mid, 8 most entries of a fresh page,
--      9 most bytes of entries (but always one), 10 '1' for whoever moderates all rooms, 11 most restricted users
-- Returns {epoch, head seq, oldest seq, reason of the resync or '', mid of the newest entry read, state, entries as
-- JSON…} or the code of the refusal. The state is for who joins (a member, and 'newest' or 'resume'), else empty: {topic,
-- name, pinned messages, seconds of the slow mode, milliseconds that it keeps the user waiting, 1 for a moderator, all
-- moderators as JSON, the user's own restriction or '', for a moderator all restrictions…}.
local log_key, head_key, members_key, deleted_key, pins_key, room_key, slow_key = unpack(KEYS)
local restricted_key, moderators_key = KEYS[8], KEYS[9]
local new_epoch, user_id, limit, mode = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local known_epoch, known_seq, known_mid, fresh_limit = ARGV[5], tonumber(ARGV[6]), ARGV[7], ARGV[8]
local bytes_left = tonumber(ARGV[9])

if user_id ~= '' and redis.call('SISMEMBER', members_key, user_id) == 0 then return 'not_a_member' end

local epoch, head_seq, head_mid = read_head(log_key, head_key, new_epoch)
local oldest = redis.call('XRANGE', log_key, '-', '+', 'COUNT', 1)[1]
local oldest_seq = oldest and tonumber(string.match(oldest[1], '^%d+')) or head_seq + 1
if mode ~= 'newest' and mode ~= 'resume' and known_epoch ~= epoch then return 'epoch_changed' end

local function why_not_resumed()
  if known_epoch ~= epoch then return 'epoch' end
  if known_seq > head_seq then return 'future' end
  if known_seq == 0 then return oldest_seq > 1 and 'trimmed' or '' end
  local known = redis.call('XRANGE', log_key, known_seq .. '-0', known_seq .. '-0')[1]
  -- Without the entry itself nobody can tell whether the reader holds the same past.
  if not known then return 'trimmed' end
  return known[2][2] ~= known_mid and 'diverged' or ''
end

local reason = mode == 'resume' and why_not_resumed() or ''
-- Beyond the head every seq means the same, and Lua would write a very large one as 9e+15.
known_seq = math.min(known_seq, head_seq + 1)
local found, newest_first
if mode == 'after' or (mode == 'resume' and reason == '') then
  found = redis.call('XRANGE', log_key, (known_seq + 1) .. '-0', '+', 'COUNT', limit)
elseif mode == 'before' then
  newest_first = true
  found = known_seq > 1 and redis.call('XREVRANGE', log_key, (known_seq - 1) .. '-0', '-', 'COUNT', limit) or {}
else
  newest_first = true
  found = redis.call('XREVRANGE', log_key, '+', '-', 'COUNT', mode == 'resume' and fresh_limit or limit)
end

-- Of what was found, the first ones that fit: the newest, or those that follow the position.
local count = 0
while count < #found do
  bytes_left = bytes_left - #found[count + 1][2][4]
  if count > 0 and bytes_left < 0 then break end
  count = count + 1
end

-- What was deleted is told to nobody any more: neither the message and its files nor what it said after a change, nor where
-- its link led.
local has_deleted = redis.call('EXISTS', deleted_key) == 1
local function told(mid, entry)
  local target = has_deleted and (string.match(entry, '"target":"([^"]+)"') or mid)
  if not target or not redis.call('ZSCORE', deleted_key, target) then return entry end
  entry = string.gsub(entry, '"files":%[.-%],"text":', '"text":')
  entry = string.gsub(entry, '"preview":{.*}$', '"preview":null}')
  return (string.gsub(entry, '"text":".*"}$', '"text":""}'))
end

local function state_for_who_joins()
  local room = redis.call('HMGET', room_key, 'topic', 'slowSeconds', 'name')
  local slow_ms = tonumber(room[2] or 0) * 1000
  local moderates = is_moderator(room_key, moderators_key, user_id, ARGV[10] == '1')
  -- Whoever was made a moderator meanwhile waits no more.
  local waits = slow_ms > 0 and not moderates
  local wait_ms = waits and slow_wait(slow_key, user_id, slow_ms, now_ms()) or 0
  local moderators = redis.call('HVALS', moderators_key)
  local pins = redis.call('ZREVRANGE', pins_key, 0, -1)
  local own = redis.call('HGET', restricted_key, user_id) or ''
  local state = { room[1] or '', room[3] or '', pins, slow_ms / 1000, wait_ms, moderates and 1 or 0, moderators, own }
  local all = moderates and redis.call('HVALS', restricted_key) or {}
  for index = 1, math.min(#all, tonumber(ARGV[11])) do state[index + 8] = all[index] end
  return state
end

local joins = user_id ~= '' and (mode == 'newest' or mode == 'resume')
local answer = { epoch, head_seq, oldest_seq, reason, head_mid, joins and state_for_who_joins() or {} }
for index = 1, count do
  local at = newest_first and count - index + 1 or index
  answer[index + 6] = told(found[at][2][2], found[at][2][4])
end
if count > 0 then answer[5] = found[newest_first and 1 or count][2][2] end
return answer
