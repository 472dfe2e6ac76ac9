-- Remembers a device of a user; one more than there may be takes the place of the oldest.
-- KEYS 1 devices
-- ARGV 1 field of the device, 2 what is kept of it, 3 time in ms, 4 how many there may be, 5 seconds they are kept
-- Returns the field of the one that had to go, or nothing.
local key, field, device, now, most = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
redis.call('HSET', key, field, now .. ' ' .. device)
redis.call('EXPIRE', key, ARGV[5])
if redis.call('HLEN', key) <= most then return end

local oldest, oldest_at
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do
  local at = tonumber(string.match(all[i + 1], '^%d+'))
  if all[i] ~= field and (not oldest_at or at < oldest_at) then oldest, oldest_at = all[i], at end
end
redis.call('HDEL', key, oldest)
return oldest
