-- Moves a user's read mark in one room forward, never back, within an epoch.
-- KEYS 1 reads of the user     ARGV 1 room id, 2 epoch, 3 seq
-- Returns the seq that now stands.
local kept = redis.call('HGET', KEYS[1], ARGV[1])
local kept_epoch, kept_seq = string.match(kept or '', '^(%S+) (%d+)$')
if kept_epoch == ARGV[2] and tonumber(kept_seq) >= tonumber(ARGV[3]) then return tonumber(kept_seq) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
return tonumber(ARGV[3])
