import hdr from 'hdr-histogram-js'
import { expect, test } from 'vitest'
import { nowUs } from '../../bench/clock.js'
import { createTally } from '../../bench/tally.js'
import { timedText, WIRES } from '../../bench/wires.js'

function hear(tally: ReturnType<typeof createTally>, text: string): void {
  // As in the shared buffer: with other bytes before and behind.
  const bytes = Buffer.from(`~9${text}~000000000000001`)
  tally.heard(bytes, 2, 2 + Buffer.byteLength(text))
}

test('each message in a batch is a delivery, late by the time since it was meant to be sent', () => {
  const tally = createTally(WIRES.hubbub)
  const begin = nowUs() - 50_000
  tally.begin(begin)
  const small = [begin + 1, begin + 2].map(at => timedText(at, 100)).join(',')
  const large = Array.from({ length: 40 }, (_, index) => timedText(begin + 10 + index, 100)).join(',')
  hear(tally, `42["room:entries",${small}]`)
  // Another member's copy of the same batch.
  for (const _ of [1, 2]) hear(tally, `42["room:entries",${large}]`)

  const deliveries = hdr.decodeFromCompressedBase64(tally.read().deliveries)
  expect(deliveries.totalCount).toBe(2 + 2 * 40)
  expect(deliveries.minNonZeroValue).toBeGreaterThan(49_000)
  expect(deliveries.maxValue).toBeLessThan(500_000)
})

test('what was meant for an earlier time does not count, and a refusal is no ack', () => {
  const tally = createTally(WIRES.hubbub)
  const begin = nowUs()
  tally.begin(begin)
  hear(tally, `42["room:entries",${timedText(begin - 1_000, 100)}]`)
  tally.sent(7, begin + 1)
  tally.sent(8, begin + 2)
  hear(tally, '437[{"ok":true,"value":{}}]')
  hear(tally, '438[{"ok":false,"code":"overloaded"}]')

  const { deliveries, acks, refusals } = tally.read()
  expect(hdr.decodeFromCompressedBase64(deliveries).totalCount).toBe(0)
  expect(hdr.decodeFromCompressedBase64(acks).totalCount).toBe(1)
  expect(refusals).toBe(1)
})
