import { pino } from 'pino'
import { expect, test } from 'vitest'
import { parseToPrimary, parseToWorker } from '../../../apps/server/src/cluster/ipc.js'

const silent = pino({ level: 'silent' })
const report = {
  notReadyBecause: null,
  sockets: 1,
  roomsFollowed: 2,
  roomsPresent: 2,
  appendsWaiting: 0,
  echoAgeMs: 12.5,
  residentBytes: 1e8,
  heapUsedBytes: 1e7,
  cpuSeconds: 0.5,
  cpuShare: 0.01,
  messagesPerSecond: 1.5,
  deliveriesPerSecond: 30,
}

test('a whole report is understood, and what lacks anything or has it wrong is ignored', () => {
  const message = { type: 'report', report, counters: '[]' }
  expect(parseToPrimary(message, silent)).toEqual(message)
  expect(parseToPrimary({ ...message, counters: [] }, silent)).toBeNull()
  expect(parseToPrimary({ ...message, report: null }, silent)).toBeNull()
  for (const name of Object.keys(report)) {
    const { [name]: _, ...rest } = { ...report } as Record<string, unknown>
    expect(parseToPrimary({ ...message, report: rest }, silent), name).toBeNull()
    expect(parseToPrimary({ ...message, report: { ...report, [name]: {} } }, silent), name).toBeNull()
  }
})

test('what is told of other nodes is a list of texts with their age', () => {
  const told = [{ ageMs: 5, status: '{}' }]
  expect(parseToPrimary({ type: 'fellows', told }, silent)).toEqual({ type: 'fellows', told })
  for (const wrong of [null, {}, [null], [{ ageMs: 5 }], [{ ageMs: '5', status: '{}' }]]) {
    expect(parseToPrimary({ type: 'fellows', told: wrong }, silent)).toBeNull()
  }
  const share = { type: 'share-status', status: '{}' }
  expect(parseToWorker(share, silent)).toEqual(share)
  expect(parseToWorker({ type: 'share-status', status: {} }, silent)).toBeNull()
})
