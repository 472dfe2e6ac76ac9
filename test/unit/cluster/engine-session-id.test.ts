import { expect, test } from 'vitest'
import { createEngineSessionId, parseWorker } from '../../../apps/server/src/cluster/engine-session-id.js'

test('a session id says which node and worker made it', () => {
  const id = createEngineSessionId('chat-1.example', '7')()
  expect(parseWorker(id)).toEqual({ nodeId: 'chat-1.example', workerId: '7' })
})

test('a session id goes through a query unchanged and ends in at least 120 random bits', () => {
  const makeId = createEngineSessionId('n1', '12')
  const ids = Array.from({ length: 1_000 }, makeId)
  expect(new Set(ids).size).toBe(1_000)
  for (const id of ids) {
    expect(encodeURIComponent(id)).toBe(id)
    expect(id.split('.')[2]?.length).toBeGreaterThanOrEqual(20)
  }
})

test('a session id that no worker can have made names no worker', () => {
  for (const sid of [
    '',
    'abc',
    '7.abc',
    'n1.x.abc',
    'n1.7.',
    'n1.7.a b',
    '.7.abc',
    `n1.${'9'.repeat(11)}.a`,
  ]) {
    expect(parseWorker(sid), sid).toBe(null)
  }
})

test('names that would not survive a query are refused when the worker starts', () => {
  expect(() => createEngineSessionId('a b', '1')).toThrow('node id "a b"')
  expect(() => createEngineSessionId('n1', 'one')).toThrow('worker id "one"')
})
