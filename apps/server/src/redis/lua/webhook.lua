-- Adds a webhook to a room or removes one, once, and tells the room's followers.
-- KEYS 1 log, 2 head, 3 members, 4 receipt, 5 room, 6 restricted, 7 webhooks
-- ARGV 1 epoch for a log that has none, 2 entries to keep, 3 receipt TTL in s, 4 channel,
--      5 moderator's user id, 6 entry id, 7 hash of the body, 8 rest of the entry's JSON up to the webhook,
--      9 '1' for whoever moderates all rooms, 10 webhook id, 11 hash of its secret (empty: remove it),
--      12 the webhook and 13 who adds it as JSON, 14 most webhooks
-- Returns {seq, epoch, mid, sentAt, 1 if it was there before} or the code of the refusal.
local log_key, head_key, members_key, receipt_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local room_key, restricted_key, webhooks_key = KEYS[5], KEYS[6], KEYS[7]
local new_epoch, entries_to_keep, receipt_ttl, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local user_id, new_mid, body_hash, rest, moderates_all = ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9] == '1'
local webhook_id, secret_hash, webhook, made_by, webhooks_max = unpack(ARGV, 10)

local refusal = why_no_moderator(room_key, members_key, restricted_key, user_id, moderates_all)
local adds = secret_hash ~= ''
-- Nobody who has been banned since gets a new secret.
if refusal and (adds or refusal == 'not_a_member') then return refusal end
local kept = redis.call('HGET', webhooks_key, webhook_id)
local epoch, seq, mid_before = read_head(log_key, head_key, new_epoch)
-- Also to who has been banned since: what is in the log is answered as before.
local answer = answer_before(receipt_key, epoch, body_hash, receipt_ttl) or refusal
if answer == 'conflict' then return answer end
if answer and adds then
  if not kept then return 'not_found' end
  -- Nobody was told the secret before: whoever was would not ask again.
  redis.call('HSET', webhooks_key, webhook_id, (string.gsub(kept, '^%S+', secret_hash)))
end
if answer then return answer end

local sent_at = now_ms()
if adds then
  if not kept and redis.call('HLEN', webhooks_key) >= tonumber(webhooks_max) then return 'too_many_webhooks' end
  kept = string.format('%s %d 0 %s\n%s', secret_hash, sent_at, webhook, made_by)
  redis.call('HSET', webhooks_key, webhook_id, kept)
else
  if not kept then return 'not_found' end
  webhook = string.match(kept, '^%S+ %S+ %S+ ([^\n]*)')
  redis.call('HDEL', webhooks_key, webhook_id)
end

seq = seq + 1
rest = rest .. ',"webhook":' .. webhook .. '}'
local entry = add_entry(log_key, seq, new_mid, sent_at, rest, entries_to_keep)
answer = keep_answer(receipt_key, epoch, body_hash, receipt_ttl, seq, new_mid, sent_at)
publish(head_key, channel, mid_before, epoch, seq, new_mid, { entry })
return answer
