import { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import {
  type Channel,
  parseEach,
  parseToPrimary,
  parseToWorker,
  sendOver,
} from '../../../apps/server/src/cluster/ipc.js'

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

test('messages that were sent together are understood one by one, and what is no list is ignored', () => {
  const claim = { type: 'claim', handoff: 2 }
  const taken = { type: 'taken', handoff: 1 }
  expect(parseEach([taken, { type: 'hello' }, claim], parseToPrimary, silent)).toEqual([taken, claim])
  expect(parseEach(claim, parseToPrimary, silent)).toEqual([])
})

test('what is said within one turn goes together, in order, with at most one connection in one message', async () => {
  const channel = recordingChannel()
  const send = sendOver(channel)
  const first = new Socket()
  const second = new Socket()
  let told = 0
  for (const socket of [undefined, first, undefined, second]) {
    const message = { type: 'withdraw', handoff: told } as const
    send(socket === undefined ? { message } : { message, socket }, error => error ?? told++)
  }
  await setImmediate()
  expect(channel.sent.map(({ messages, socket }) => [messages.length, socket])).toEqual([
    [3, first],
    [1, second],
  ])
  expect(told).toBe(4)
})

test('sending over a closed or failing channel is told, never thrown', async () => {
  const told: (string | undefined)[] = []
  const closed = { isConnected: () => false, send: () => true }
  const failing = {
    isConnected: () => true,
    send() {
      throw new Error('ERR_IPC_CHANNEL_CLOSED')
    },
  }
  for (const channel of [closed, failing]) {
    sendOver(channel)({ message: { type: 'stop', windowMs: 0 } }, error => told.push(error?.message))
  }
  await setImmediate()
  expect(told).toEqual(['the channel is closed', 'ERR_IPC_CHANNEL_CLOSED'])
})

function recordingChannel(): Channel & { sent: { messages: unknown[]; socket: Socket | undefined }[] } {
  const sent: { messages: unknown[]; socket: Socket | undefined }[] = []
  return {
    sent,
    isConnected: () => true,
    send(message, socket, _, done) {
      sent.push({ messages: Array.isArray(message) ? message : [], socket })
      done(null)
      return true
    },
  }
}
