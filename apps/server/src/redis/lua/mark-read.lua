-- Moves a user's read mark in one room; within an epoch forward only, unless the user wants it back.
-- KEYS 1 reads of the user     ARGV 1 room id, 2 epoch, 3 seq, 4 '1': also back
-- Returns the seq that now stands.
local kept = redis.call('HGET', KEYS[1], ARGV[1])
local kept_epoch, kept_seq = string.match(kept or '', '^(%S+) (%d+)$')
local is_ahead = kept_epoch == ARGV[2] and tonumber(kept_seq) >= tonumber(ARGV[3])
if is_ahead and ARGV[4] ~= '1' then return tonumber(kept_seq) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
return tonumber(ARGV[3])
