-- Remembers where a user who has come to a room begins to read, and that nothing before is news to them.
-- KEYS 1 reads of the user     ARGV 1 room id, 2 field of where they came, 3 epoch, 4 seq, 5 1: whatever stands, 0: only the first time
-- Returns how far they have read now.
local kept = redis.call('HGET', KEYS[1], ARGV[1])
local kept_epoch, kept_seq = string.match(kept or '', '^(%S+) (%d+)$')
local stands = kept_epoch == ARGV[3] and tonumber(kept_seq) or 0
if kept and ARGV[5] == '0' then return stands end
local seq = math.max(stands, tonumber(ARGV[4]))
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. ' ' .. string.format('%d', seq), ARGV[2], ARGV[3] .. ' ' .. ARGV[4])
return seq
