-- Makes a member a moderator of the room, or takes that back. The entry names them as they are kept.
-- ARGV 10 user id of whom it is about, 11 '1' to appoint them, 12 who that is as JSON, 13 '1' when there is no account of
--      theirs any more, 14 most moderators
local target_id, appoints, target, is_gone, most = ARGV[10], ARGV[11] == '1', ARGV[12], ARGV[13] == '1', ARGV[14]

local answer = answer_before_or(why_not_by_sender())
if answer then return answer end
-- Who made the room moderates it without being appointed, as long as they are in it.
if target_id == redis.call('HGET', room_key, 'createdBy') then return 'not_a_moderator' end

local kept = redis.call('HGET', moderators_key, target_id)
if appoints then
  if is_gone or redis.call('SISMEMBER', members_key, target_id) == 0 then return 'not_found' end
  if not kept and redis.call('HLEN', moderators_key) >= tonumber(most) then return 'too_many_moderators' end
  redis.call('HSET', moderators_key, target_id, target)
else
  if not kept then return 'not_found' end
  target = kept
  redis.call('HDEL', moderators_key, target_id)
end

rest = with_field(rest, '"target":' .. target)
return append_one()
