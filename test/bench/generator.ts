// One generator process: does what the benchmark asks of it over the channel to its parent, and ends with that channel.

import { type Crowd, createCrowd } from './crowd.js'
import type { OrderMessage, OrderName, Orders, Reply } from './orders.js'
import { createSending } from './send-steadily.js'
import { createTally, type TallyKeeper } from './tally.js'
import { WIRES } from './wires.js'

interface Work {
  crowd: Crowd
  tally: TallyKeeper
  send: ReturnType<typeof createSending>
}

const [, , place = '0'] = process.argv
let current: Work | null = null

const handlers: {
  [Name in OrderName]: (request: Orders[Name]['request']) => Promise<Orders[Name]['answer']>
} = {
  async connect(request) {
    current ??= begin(request)
    return current.crowd.connect(request)
  },
  mend: async () => work().crowd.mend(),
  async send(request) {
    work().tally.begin(request.countFromUs)
    return work().send(work().crowd.members, request)
  },
  tally: async () => work().tally.read(),
  count: async () => work().tally.deliveries(),
  async close() {
    current?.crowd.close()
    current = null
    return null
  },
}

function begin({ wire, port }: Orders['connect']['request']): Work {
  const tally = createTally(WIRES[wire])
  const crowd = createCrowd(Number(place), WIRES[wire], port, tally)
  return { crowd, tally, send: createSending(WIRES[wire], tally) }
}

function work(): Work {
  if (current === null) throw new Error('nobody is connected')
  return current
}

async function obey<Name extends OrderName>({ id, name, request }: OrderMessage<Name>): Promise<void> {
  const reply: Reply = await handlers[name](request).then(
    answer => ({ id, answer }),
    error => ({ id, failure: String(error) }),
  )
  process.send?.(reply)
}

// Looks at its connections once a millisecond, at all of them together: to be woken for each frame would cost as much
// as all else. What it adds to a latency is less than that millisecond, the same for every target.
const LOOK_EVERY_MS = 1
const nobodyWakesIt = new Int32Array(new SharedArrayBuffer(4))
let lookedAt = performance.now()
function rest(): void {
  Atomics.wait(nobodyWakesIt, 0, 0, Math.max(0, lookedAt + LOOK_EVERY_MS - performance.now()))
  lookedAt = performance.now()
  setImmediate(rest)
}
rest()

process.on('message', (message: OrderMessage<OrderName>) => void obey(message))
process.once('disconnect', () => process.exit(0))
