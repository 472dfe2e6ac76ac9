-- What a file is, for whoever may read it: members, and before it is sent its owner alone.
-- KEYS 1 members, 2 restricted, 3 files, 4 unsent files     ARGV 1 user id, 2 file id
-- Returns {what is kept of it}, or the code of the refusal.
local members_key, restricted_key, files_key, unsent_key = unpack(KEYS)
local user_id, file_id = ARGV[1], ARGV[2]

if redis.call('SISMEMBER', members_key, user_id) == 0 then return why_no_member(restricted_key, user_id) end
local owner_id, file = string.match(redis.call('HGET', files_key, file_id) or '', '^(%S+) (.*)$')
if not owner_id then return 'not_found' end
if owner_id ~= user_id and redis.call('ZSCORE', unsent_key, file_id) then return 'not_found' end
return { file }
