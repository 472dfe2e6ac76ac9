-- Puts one node's status beside those of the others, and drops what has not been renewed for too long.
-- KEYS 1 statuses     ARGV 1 node id, 2 status, 3 how long a status counts in ms
-- Returns for each other node how many ms ago it told its status, and the status.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f ', now) .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])

local others = {}
local all = redis.call('HGETALL', KEYS[1])
for index = 1, #all, 2 do
  local node, told = all[index], all[index + 1]
  local told_at, status = string.match(told, '^(%d+) (.*)$')
  local age = now - told_at
  if age > tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], node)
  elseif node ~= ARGV[1] then
    others[#others + 1] = { age, status }
  end
end
return others
