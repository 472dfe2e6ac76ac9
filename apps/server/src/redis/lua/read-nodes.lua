-- Reads what all nodes told of themselves, this one included.
-- KEYS 1 statuses     ARGV 1 how long a status counts in ms
-- Returns for each node how many ms ago it told its status, and the status.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local nodes = {}
local all = redis.call('HGETALL', KEYS[1])
for index = 2, #all, 2 do
  local told_at, status = string.match(all[index], '^(%d+) (.*)$')
  local age = now - told_at
  if age <= tonumber(ARGV[1]) then nodes[#nodes + 1] = { age, status } end
end
return nodes
