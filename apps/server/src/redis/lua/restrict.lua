-- Restricts a user in a room or lifts that. Who is banned is no member any more, and moderates nothing.
-- ARGV 10 user id of the restricted, 11 'muted' | 'banned' | '' to lift it, 12 what is kept of it as JSON, 13 newest entries
--      among which a sender can be restricted, 14 '1' when the restricted moderates all rooms, 15 '1' when there is no
--      account of theirs any more
local target_id, restriction, kept, looked_at = unpack(ARGV, 10, 13)
local target_moderates_all, target_is_gone = ARGV[14] == '1', ARGV[15] == '1'

local answer = answer_before_or(why_not_by_sender())
if answer then return answer end
local created_by = redis.call('HGET', room_key, 'createdBy')
local function is_above()
  if target_moderates_all then return true end
  if moderates_all then return false end
  if target_id == created_by then return true end
  return user_id ~= created_by and redis.call('HEXISTS', moderators_key, target_id) == 1
end
if target_id == user_id or is_above() then return 'not_a_moderator' end

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
if restriction == 'banned' then
  redis.call('SREM', members_key, target_id)
  redis.call('HDEL', moderators_key, target_id)
end
return append_one()
