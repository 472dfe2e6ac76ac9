import { pino } from 'pino'
import { expect, test } from 'vitest'
import { parseToPrimary, parseToWorker, sendOver } from '../../../apps/server/src/cluster/ipc.js'

const silent = pino({ level: 'silent' })

test('messages of every known form are understood, and nothing beyond their fields', () => {
  const offer = { type: 'offer', handoff: 1, bytes: 'R0VU', stray: false }
  expect(parseToWorker({ ...offer, more: 1 }, silent)).toEqual(offer)
  const beat = { type: 'beat', connections: 3, misroutes: 0, lagMs: 20 }
  expect(parseToPrimary({ ...beat, more: 1 }, silent)).toEqual(beat)
})

test('messages of unknown form are logged and ignored', () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const strange = [
    null,
    7,
    'ready',
    [],
    {},
    { type: 'hello' },
    { type: 'claim' },
    { type: 'claim', handoff: '1' },
  ]
  for (const value of strange) expect(parseToPrimary(value, log)).toBe(null)
  for (const value of [...strange, { type: 'drain', windowMs: Number.NaN }]) {
    expect(parseToWorker(value, log)).toBe(null)
  }
  expect(lines.length).toBe(strange.length * 2 + 1)
})

test('sending over a closed or failing channel is told, never thrown', () => {
  const told: (string | undefined)[] = []
  const closed = { isConnected: () => false, send: () => true }
  const failing = {
    isConnected: () => true,
    send() {
      throw new Error('ERR_IPC_CHANNEL_CLOSED')
    },
  }
  for (const channel of [closed, failing]) {
    sendOver(channel, { message: { type: 'stop', windowMs: 0 } }, error => told.push(error?.message))
  }
  expect(told).toEqual(['the channel is closed', 'ERR_IPC_CHANNEL_CLOSED'])
})
