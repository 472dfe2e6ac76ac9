-- Takes a file that a member wants to send: first its id, before there is a byte of it; then what it is.
-- KEYS 1 members, 2 restricted, 3 files, 4 unsent files
-- ARGV 1 user id, 2 file id, 3 what is kept of it; empty: nothing yet
-- Returns 1, or the code of the refusal.
local members_key, restricted_key, files_key, unsent_key = unpack(KEYS)
local user_id, file_id, kept = ARGV[1], ARGV[2], ARGV[3]

if redis.call('SISMEMBER', members_key, user_id) == 0 then return why_no_member(restricted_key, user_id) end
local restriction = restriction_of(restricted_key, user_id)
if restriction then return restriction end
if kept == '' then
  redis.call('ZADD', unsent_key, now_ms(), file_id)
elseif redis.call('ZSCORE', unsent_key, file_id) then
  redis.call('HSET', files_key, file_id, user_id .. ' ' .. kept)
else
  return 'not_found'
end
return 1
