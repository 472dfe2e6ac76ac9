-- Dooms files of a room that nobody can read any more: those that were never sent in time, and those whose message the log
-- has let go of. (Those of deleted messages and of rooms that have ended are doomed already.)
-- KEYS 1 log, 2 head, 3 files, 4 unsent files, 5 sent files, 6 doomed files
-- ARGV 1 milliseconds that an unsent file may have, 2 most files of each kind
-- Returns {milliseconds until an unsent one is due, -1 when the room has no file left, ids of doomed ones…}.
local log_key, head_key, files_key, unsent_key, sent_key, doomed_key = unpack(KEYS)
local unsent_ttl, most = tonumber(ARGV[1]), tonumber(ARGV[2])

local function doom(from_key, low, high)
  for _, file_id in ipairs(redis.call('ZRANGEBYSCORE', from_key, low, high, 'LIMIT', 0, most)) do
    redis.call('ZREM', from_key, file_id)
    redis.call('HDEL', files_key, file_id)
    redis.call('ZADD', doomed_key, 0, file_id)
  end
end

local now = now_ms()
doom(unsent_key, '-inf', now - unsent_ttl)
local oldest = redis.call('XRANGE', log_key, '-', '+', 'COUNT', 1)[1]
doom(sent_key, '-inf', oldest and '(' .. string.match(oldest[1], '^%d+') or '+inf')
-- Of a log that was lost and began anew.
local head_seq = redis.call('HGET', head_key, 'seq')
if head_seq then doom(sent_key, '(' .. head_seq, '+inf') end

local first_unsent = redis.call('ZRANGE', unsent_key, 0, 0, 'WITHSCORES')[2]
local due_in = first_unsent and math.max(0, tonumber(first_unsent) + unsent_ttl - now) or unsent_ttl
if redis.call('EXISTS', unsent_key, sent_key, doomed_key) == 0 then due_in = -1 end
return { due_in, unpack(redis.call('ZRANGE', doomed_key, 0, most - 1)) }
