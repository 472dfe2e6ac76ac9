import { type Account, parseUserId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createOperators } from '../../../apps/server/src/chat/operators.js'

const account = (name: string, kind: Account['kind'] = 'registered'): Account => ({
  userId: parseUserId('u-1'),
  name,
  kind,
})

test('[O7] operators are the registered accounts that the settings name, however the name is spelt', () => {
  const mayOperate = createOperators(['Ada', ' Grace  Hopper '], false)
  expect(mayOperate(account('Ada'))).toBe(true)
  expect(mayOperate(account('ada'))).toBe(true)
  expect(mayOperate(account('grace hopper'))).toBe(true)
  expect(mayOperate(account('Ada2'))).toBe(false)
  expect(mayOperate(account('Ada', 'guest'))).toBe(false)
})

test('[O7] without names nobody is an operator, in a demo everybody', () => {
  const nobody = createOperators([], false)
  const everybody = createOperators([], true)
  for (const kind of ['registered', 'guest'] as const) {
    expect(nobody(account('Ada', kind))).toBe(false)
    expect(everybody(account('Ada', kind))).toBe(true)
  }
})
