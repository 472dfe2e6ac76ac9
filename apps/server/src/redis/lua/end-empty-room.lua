-- Ends a room that nobody has been a member of for long enough.
-- KEYS 1 room, 2 members, 3 log, 4 head, 5 deleted, 6 restricted, 7 pins, 8 webhooks, 9 who is told of all,
--      10 files, 11 unsent files, 12 sent files, 13 doomed files, 14 moderators
-- ARGV 1 milliseconds that count as long enough
-- Returns milliseconds until it ends, 0 when it has, -1 when it has a member, or was made by nobody and stays.
local room_key, members_key, log_key, head_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local deleted_key, restricted_key, pins_key, webhooks_key, told_key = KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local files_key, unsent_key, sent_key, doomed_key, moderators_key = unpack(KEYS, 10)
local ttl_ms = tonumber(ARGV[1])
if redis.call('SCARD', members_key) > 0 then return -1 end

-- Nobody ever came to one that has only been made.
local room = redis.call('HMGET', room_key, 'emptyAt', 'createdAt', 'createdBy')
if room[3] == '' then return -1 end
local left_ms = tonumber(room[1] or room[2] or 0) + ttl_ms - now_ms()
if left_ms > 0 then return left_ms end
-- A log may be large: its memory is given back beside the work.
redis.call('UNLINK', room_key, log_key, head_key, deleted_key, restricted_key, pins_key, webhooks_key, told_key,
  files_key, moderators_key)
redis.call('ZUNIONSTORE', doomed_key, 3, doomed_key, unsent_key, sent_key)
redis.call('UNLINK', unsent_key, sent_key)
return 0
