-- Sets how long each member waits after a message of theirs. It begins anew: what was written before it keeps nobody waiting.
-- KEYS 8 slow     ARGV 10 seconds, 0 for off
local slow_key, seconds = KEYS[8], ARGV[10]

local answer = answer_before_or(why_not_by_sender())
if answer then return answer end

if seconds == '0' then
  redis.call('HDEL', room_key, 'slowSeconds')
else
  redis.call('HSET', room_key, 'slowSeconds', seconds)
end
redis.call('DEL', slow_key)
return append_one()
