// What counting costs a worker, in processor time: per event, and per report to the primary.
//   npm run build && node test/bench/counting.mjs

import { createMetrics } from '../../apps/server/dist/metrics.js'

const ROUNDS = 1_000_000
const metrics = createMetrics()
const oneEntry = [{ sentAt: 1_000 }]

function cpuNanoseconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1_000
}

function measure(name, rounds, work) {
  for (let round = 0; round < rounds / 10; round += 1) work(round)
  const before = cpuNanoseconds()
  for (let round = 0; round < rounds; round += 1) work(round)
  console.log(`${name.padEnd(44)} ${Math.round((cpuNanoseconds() - before) / rounds)} ns`)
}

measure('an empty loop', ROUNDS, () => {})
measure('a command answered', ROUNDS, round => metrics.commandAnswered('room:join', 'ok', round % 50))
measure('a message answered, with its latency', ROUNDS, round =>
  metrics.commandAnswered('message:send', 'ok', round % 50),
)
measure('a batch appended', ROUNDS, () => metrics.batchAppended({ messages: 3, appended: 3, duplicates: 0 }))
measure('a packet of 1 entry handed to 100 sockets', ROUNDS, round =>
  metrics.entriesDelivered(oneEntry, 100, 1_000 + (round % 50)),
)
measure('a slow reader cut', ROUNDS, () => metrics.slowReaderCut())

const REPORTS = 500
for (let round = 0; round < 50; round += 1) await metrics.snapshot()
const before = cpuNanoseconds()
let bytes = 0
for (let round = 0; round < REPORTS; round += 1) bytes = (await metrics.snapshot()).length
console.log(
  `${'a snapshot, once a second'.padEnd(44)} ${Math.round((cpuNanoseconds() - before) / REPORTS / 1_000)} µs, ${bytes} bytes`,
)
