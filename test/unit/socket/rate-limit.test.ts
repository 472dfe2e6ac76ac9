import { parseUserId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createRateLimit } from '../../../apps/server/src/socket/rate-limit.js'

test('[E3] each user may do so much at once, and is told when to go on', async () => {
  const limit = createRateLimit(3, 10)
  const [ann, bob] = [parseUserId('ann'), parseUserId('bob')]
  const outcomes = await Promise.allSettled([ann, ann, ann, ann, bob].map(limit))
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
  expect(outcomes[3]).toMatchObject({ reason: { code: 'rate_limited' } })
  const reason: unknown = outcomes[3]?.status === 'rejected' ? outcomes[3].reason : null
  expect(reason).toHaveProperty('retryAfterMs')
})
