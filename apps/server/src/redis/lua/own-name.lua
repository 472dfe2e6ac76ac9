-- Changes how long a name is kept, unless it belongs to somebody else by now.
-- KEYS 1 name     ARGV 1 id of the user or room, 2 seconds to keep it, 'for good' or 'free'
-- Returns 1 if the name is, or was, theirs.
local name_key, owner_id, how_long = KEYS[1], ARGV[1], ARGV[2]
if redis.call('GET', name_key) ~= owner_id then return 0 end

if how_long == 'free' then
  redis.call('DEL', name_key)
elseif how_long == 'for good' then
  redis.call('PERSIST', name_key)
else
  redis.call('EXPIRE', name_key, how_long)
end
return 1
