-- Tells which rooms' heads are other than somebody thinks.
-- KEYS heads     ARGV for each head: epoch, seq and mid as they are thought to be, with a space between
-- Returns for each that is another {its place in KEYS, {epoch, seq, mid}}.
local others = {}
for index, key in ipairs(KEYS) do
  local head = redis.call('HMGET', key, 'epoch', 'seq', 'mid')
  if (head[1] or '') .. ' ' .. (head[2] or '') .. ' ' .. (head[3] or '') ~= ARGV[index] then
    others[#others + 1] = { index, head }
  end
end
return others
