-- Takes of what somebody may have in a stretch of time, which begins with the first taking; or gives back what was not used.
-- KEYS 1 what is taken     ARGV 1 how much (below 0: given back), 2 most, 3 length of the stretch in ms
-- Returns 0, or the milliseconds until the stretch ends when there is not so much left: nothing is taken then.
local key, amount, most, length_ms = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local taken = tonumber(redis.call('GET', key) or 0)
if taken + amount > most then return math.max(1, redis.call('PTTL', key)) end
-- Of a stretch that has ended meanwhile there is nothing to give back.
local left = math.max(0, taken + amount)
if taken == 0 and left == 0 then return 0 end
if taken == 0 then
  redis.call('SET', key, left, 'PX', length_ms)
else
  redis.call('SET', key, left, 'KEEPTTL')
end
return 0
