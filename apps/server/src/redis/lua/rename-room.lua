-- Gives a room another name, once, and tells the room's followers. A name that a public room is to have for itself must be
-- claimed first, unless the room has it already: then this is run twice, before the claim and after it.
-- KEYS 1 log, 2 head, 3 members, 4 receipt, 5 room, 6 restricted, 7 claims that may be used
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 receipt TTL in s, 4 channel,
--      5 moderator's user id, 6 entry id, by which its claim is known, 7 hash of the body, 8 rest of the entry's JSON,
--      9 '1' for whoever moderates all rooms, 10 name, 11 its skeleton, 12 '1' once it is claimed,
--      13 s in which a claim may be used
-- Returns {seq, epoch, mid, sentAt, 1 if it was there before, skeleton of the name before}, {'claim', skeleton of the name
-- now} when the name has to be claimed, or the code of the refusal: 'overtaken' when the claim was given up.
local log_key, head_key, members_key, receipt_key, room_key, restricted_key, claims_key = unpack(KEYS)
local new_epoch, entries_to_keep, receipt_ttl, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local user_id, new_mid, body_hash, rest = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local moderates_all, name, skeleton, is_claimed, claim_ttl = ARGV[9] == '1', ARGV[10], ARGV[11], ARGV[12] == '1', ARGV[13]

local refusal = why_no_moderator(room_key, members_key, restricted_key, user_id, moderates_all)
if refusal == 'not_a_member' then return refusal end
local epoch, seq, mid_before = read_head(log_key, head_key, new_epoch)
-- Also to who has been banned since: what is in the log is answered as before.
local answer = answer_before(receipt_key, epoch, body_hash, receipt_ttl)
if answer then return answer end
local room = redis.call('HMGET', room_key, 'kind', 'skeleton')
local kind, skeleton_before = room[1], room[2] or ''
if kind == 'direct' and refusal == 'not_a_moderator' then return 'bad_request' end
refusal = refusal or restriction_of(restricted_key, user_id)
if refusal then return refusal end

-- Names of private rooms belong to nobody; and of another spelling of its name the room has the claim.
if kind ~= 'private' and skeleton ~= skeleton_before then
  if not is_claimed then
    redis.call('SADD', claims_key, new_mid)
    redis.call('EXPIRE', claims_key, claim_ttl)
    return { 'claim', skeleton_before }
  end
  if redis.call('SREM', claims_key, new_mid) == 0 then return 'overtaken' end
  redis.call('HSET', room_key, 'skeleton', skeleton)
end
redis.call('HSET', room_key, 'name', name)

local sent_at = now_ms()
seq = seq + 1
local entry = add_entry(log_key, seq, new_mid, sent_at, rest, entries_to_keep)
answer = keep_answer(receipt_key, epoch, body_hash, receipt_ttl, seq, new_mid, sent_at)
answer[6] = skeleton_before
publish(head_key, channel, mid_before, epoch, seq, new_mid, { entry })
return answer
