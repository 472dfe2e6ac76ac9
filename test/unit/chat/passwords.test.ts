import { expect, test } from 'vitest'
import { createPasswords } from '../../../apps/server/src/chat/passwords.js'

test('a password matches its own hash, which tells it nothing, and no other', async () => {
  const passwords = await createPasswords()
  const [first, second] = await Promise.all([
    passwords.hash('correct horse'),
    passwords.hash('correct horse'),
  ])
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(second).not.toBe(first)
  expect(await passwords.matches('correct horse', first)).toBe(true)
  expect(await passwords.matches('correct horsf', first)).toBe(false)
})

test('[A2] without an account no password matches, not even the one hashed in its place', async () => {
  const passwords = await createPasswords()
  for (const password of ['anything', 'the password of nobody']) {
    expect(await passwords.matches(password, null)).toBe(false)
  }
})

test('of many at once a bounded number waits, the rest is turned away, and the turn comes for all who wait', async () => {
  const passwords = await createPasswords()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 130 }, () => passwords.matches('guess', null)),
  )
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  expect(outcomes.length - refused.length).toBe(102)
  for (const outcome of refused) {
    expect(outcome).toMatchObject({ reason: { code: 'overloaded', retryAfterMs: 2_000 } })
  }
  expect(await passwords.matches('guess', null)).toBe(false)
})

test('a hash that cannot be checked is a failure, and keeps nobody waiting', async () => {
  const passwords = await createPasswords()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 6 }, () => passwords.matches('guess', 'not a hash')),
  )
  expect(outcomes.map(({ status }) => status)).not.toContain('fulfilled')
  expect(await passwords.matches('guess', null)).toBe(false)
})
