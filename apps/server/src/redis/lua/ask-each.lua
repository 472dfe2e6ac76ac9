-- Runs one reading command on each key.
-- KEYS any     ARGV 1 command, 2… its further arguments
-- Returns the replies in the order of the keys.
local replies = {}
for index, key in ipairs(KEYS) do
  replies[index] = redis.call(ARGV[1], key, unpack(ARGV, 2))
end
return replies
