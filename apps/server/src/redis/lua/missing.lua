-- Tells which keys do not exist.
-- KEYS any
-- Returns their places in KEYS.
local missing = {}
-- Nearly always all are there, which one command can say.
if redis.call('EXISTS', unpack(KEYS)) == #KEYS then return missing end
for index, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 0 then missing[#missing + 1] = index end
end
return missing
