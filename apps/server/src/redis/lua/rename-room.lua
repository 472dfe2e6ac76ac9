-- Gives a room another name. A name that a public room is to have for itself must be claimed first, unless the room has it
-- already: then this is run twice, before the claim and after it. The claim is known by the id of the entry.
-- KEYS 8 claims that may be used
-- ARGV 10 name, 11 its skeleton, 12 '1' once it is claimed, 13 s in which a claim may be used
-- The receipt that it returns has the skeleton of the name before at its end. Besides, it returns {'claim', skeleton of the
-- name now} when the name has to be claimed, and 'overtaken' when the claim was given up.
local claims_key = KEYS[8]
local name, skeleton, is_claimed, claim_ttl = ARGV[10], ARGV[11], ARGV[12] == '1', ARGV[13]

local answer = answer_before_or(why_not_by_sender())
local room = redis.call('HMGET', room_key, 'kind', 'skeleton')
local kind, skeleton_before = room[1], room[2] or ''
if kind == 'direct' and answer == 'not_a_moderator' then return 'bad_request' end
answer = answer or restriction_of(restricted_key, user_id)
if answer then return answer end

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
answer = append_one()
answer[6] = skeleton_before
return answer
