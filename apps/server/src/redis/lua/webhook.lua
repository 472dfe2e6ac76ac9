-- Adds a webhook to a room or removes one. The entry names the webhook as it is kept.
-- KEYS 8 webhooks
-- ARGV 10 webhook id, 11 hash of its secret (empty: remove it), 12 the webhook and 13 who adds it as JSON, 14 most webhooks
local webhooks_key = KEYS[8]
local webhook_id, secret_hash, webhook, made_by, webhooks_max = unpack(ARGV, 10)

local refusal = why_not_by_sender()
local adds = secret_hash ~= ''
-- Nobody who has been banned since gets a new secret.
if refusal and adds then return refusal end
local kept = redis.call('HGET', webhooks_key, webhook_id)
local answer = answer_before_or(refusal)
if answer and adds and answer ~= 'conflict' then
  if not kept then return 'not_found' end
  -- Nobody was told the secret before: whoever was would not ask again.
  redis.call('HSET', webhooks_key, webhook_id, (string.gsub(kept, '^%S+', secret_hash)))
end
if answer then return answer end

if adds then
  if not kept and redis.call('HLEN', webhooks_key) >= tonumber(webhooks_max) then return 'too_many_webhooks' end
  kept = string.format('%s %d 0 %s\n%s', secret_hash, sent_at, webhook, made_by)
  redis.call('HSET', webhooks_key, webhook_id, kept)
else
  if not kept then return 'not_found' end
  webhook = string.match(kept, '^%S+ %S+ %S+ ([^\n]*)')
  redis.call('HDEL', webhooks_key, webhook_id)
end

rest = with_field(rest, '"webhook":' .. webhook)
return append_one()
