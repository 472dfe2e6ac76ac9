-- Reads a stretch of a room's log in one step, so that head, bounds and entries belong together.
-- KEYS 1 log, 2 head, 3 members, 4 deleted
-- ARGV 1 epoch for a log that has none, 2 user id who must be a member (empty: nobody), 3 most entries,
--      4 'newest' | 'before' | 'after' | 'resume', 5 epoch, 6 seq, 7 mid, 8 most entries of a fresh page,
--      9 most bytes of entries (but always one)
-- Returns {epoch, head seq, oldest seq, reason of the resync or '', mid of the newest entry read, entries as JSON…}
-- or the code of the refusal.
local log_key, head_key, members_key, deleted_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
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

-- What was deleted is told to nobody any more: neither the message nor what it said after a change.
local has_deleted = redis.call('EXISTS', deleted_key) == 1
local function told(mid, entry)
  local target = has_deleted and (string.match(entry, '"target":"([^"]+)"') or mid)
  if not target or not redis.call('ZSCORE', deleted_key, target) then return entry end
  return (string.gsub(entry, '"text":".*"}$', '"text":""}'))
end

local answer = { epoch, head_seq, oldest_seq, reason, head_mid }
for index = 1, count do
  local at = newest_first and count - index + 1 or index
  answer[index + 5] = told(found[at][2][2], found[at][2][4])
end
if count > 0 then answer[5] = found[newest_first and 1 or count][2][2] end
return answer
