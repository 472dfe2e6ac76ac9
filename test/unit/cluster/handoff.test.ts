import { Socket } from 'node:net'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { BEAT_MS, createDeadlines } from '../../../apps/server/src/cluster/deadlines.js'
import { createHandoffs } from '../../../apps/server/src/cluster/handoff.js'
import type { ToWorker } from '../../../apps/server/src/cluster/ipc.js'
import { createLane, type Lane, loadOf } from '../../../apps/server/src/cluster/lane.js'

const CLAIM_BEATS = 10
const CLAIM_OWN_BEATS = 20

/** A primary's hand-overs to workers that do nothing by themselves; time passes by `beats`. */
function setUp(workers: number) {
  const deadlines = createDeadlines()
  onTestFinished(() => deadlines.stop())
  const times = { claimWithinMs: CLAIM_BEATS * BEAT_MS, claimOwnWithinMs: CLAIM_OWN_BEATS * BEAT_MS }
  const handoffs = createHandoffs({ deadlines, times, log: pino({ level: 'silent' }) })
  const told = new Map<Lane, ToWorker[]>()
  const lanes = Array.from({ length: workers }, (_, at) => {
    const heard: ToWorker[] = []
    const lane = createLane(String(at + 1), message => void heard.push(message))
    lane.intake = 'open'
    told.set(lane, heard)
    handoffs.join(lane)
    return lane
  })

  function give(home: Lane | null = null) {
    const fate: string[] = []
    const connection = {
      socket: new Socket(),
      isOpen: () => fate.length === 0,
      refuse: (status: number) => void fate.push(`refused ${status}`),
      drop: () => void fate.push('let go'),
    }
    handoffs.give(connection, { bytes: Buffer.from('GET /'), home, stray: false })
    return fate
  }

  return {
    handoffs,
    give,
    lane(at: number): Lane {
      const lane = lanes[at]
      if (lane === undefined) throw new Error(`no lane ${at}`)
      return lane
    },
    /** What the worker was told since last asked, without the bytes. */
    toldTo(lane: Lane): string[] {
      return (told.get(lane) ?? []).splice(0).map(message => {
        const stray = message.type === 'offer' && message.stray ? ' as a stray' : ''
        return 'handoff' in message ? `${message.type} ${message.handoff}${stray}` : message.type
      })
    },
    beats(count: number) {
      for (let beat = 0; beat < count; beat += 1) deadlines.beat()
    },
  }
}

test('a connection is let go by the primary when the worker has taken it, not before', () => {
  const { handoffs, give, lane, toldTo } = setUp(1)
  const fate = give()
  expect(toldTo(lane(0))).toEqual(['offer 1'])
  handoffs.claimed(lane(0), 1)
  expect(toldTo(lane(0))).toEqual(['grant 1'])
  expect(fate).toEqual([])
  handoffs.taken(lane(0), 1)
  expect(fate).toEqual(['let go'])
})

test('a worker has one offer at a time; the next comes with the grant', () => {
  const { handoffs, give, lane, toldTo } = setUp(1)
  give()
  give()
  expect(toldTo(lane(0))).toEqual(['offer 1'])
  handoffs.claimed(lane(0), 1)
  expect(toldTo(lane(0))).toEqual(['grant 1', 'offer 2'])
})

test('an offer not claimed in time goes to another worker, and the late claim is withdrawn', () => {
  const { handoffs, give, lane, toldTo, beats } = setUp(2)
  const fate = give()
  expect(toldTo(lane(0))).toEqual(['offer 1'])
  beats(CLAIM_BEATS)
  expect(toldTo(lane(1))).toEqual(['offer 1'])
  handoffs.claimed(lane(0), 1)
  expect(toldTo(lane(0))).toEqual(['withdraw 1'])
  handoffs.claimed(lane(1), 1)
  expect(toldTo(lane(1))).toEqual(['grant 1'])
  expect(fate).toEqual([])
})

test('a worker that let an offer pass gets no other until it answers', () => {
  const { handoffs, give, lane, toldTo, beats } = setUp(2)
  give()
  beats(CLAIM_BEATS)
  handoffs.claimed(lane(1), 1)
  handoffs.taken(lane(1), 1)
  toldTo(lane(0))
  for (let more = 0; more < 3; more += 1) give()
  expect(toldTo(lane(0))).toEqual([])
  handoffs.claimed(lane(0), 1)
  give()
  expect(toldTo(lane(0))).toEqual(['withdraw 1', 'offer 5'])
})

test('what was granted but not taken in time gets a 503 and goes to nobody else', () => {
  const { handoffs, give, lane, toldTo, beats } = setUp(2)
  const fate = give()
  handoffs.claimed(lane(0), 1)
  beats(CLAIM_BEATS)
  expect(fate).toEqual(['refused 503'])
  expect(toldTo(lane(0))).toEqual(['offer 1', 'grant 1', 'withdraw 1'])
  expect(toldTo(lane(1))).toEqual([])
})

test('what a dead worker was offered or granted but had not taken goes to another', () => {
  const { handoffs, give, lane, toldTo } = setUp(2)
  lane(1).intake = 'closed'
  for (let connection = 0; connection < 3; connection += 1) give()
  handoffs.claimed(lane(0), 1)
  lane(1).intake = 'open'
  handoffs.lost(lane(0))
  expect(toldTo(lane(1))).toEqual(['offer 1'])
  handoffs.claimed(lane(1), 1)
  handoffs.claimed(lane(1), 2)
  handoffs.claimed(lane(1), 3)
  expect(toldTo(lane(1))).toEqual(['grant 1', 'offer 2', 'grant 2', 'offer 3', 'grant 3'])
})

test('what waits for a worker that falls silent goes elsewhere at once', () => {
  const { handoffs, give, lane, toldTo } = setUp(2)
  lane(1).intake = 'closed'
  give()
  give()
  lane(1).intake = 'open'
  handoffs.close(lane(0))
  expect(toldTo(lane(1))).toEqual(['offer 2'])
})

test('without any worker left a connection gets a 503', () => {
  const { handoffs, give, lane } = setUp(1)
  const offered = give()
  handoffs.lost(lane(0))
  expect(offered).toEqual(['refused 503'])
  expect(give()).toEqual(['refused 503'])
})

test('nobody waits for more than three workers, nor longer than three seconds', () => {
  const { give, beats } = setUp(5)
  const fate = give()
  beats(3 * CLAIM_BEATS - 1)
  expect(fate).toEqual([])
  beats(1)
  expect(fate).toEqual(['refused 503'])
})

test('a connection with a home goes there however loaded it is, and is given more time', () => {
  const { handoffs, give, lane, toldTo, beats } = setUp(2)
  lane(0).reported = 1_000
  give(lane(0))
  beats(CLAIM_OWN_BEATS - 1)
  expect(toldTo(lane(0))).toEqual(['offer 1'])
  expect(toldTo(lane(1))).toEqual([])
  beats(1)
  expect(toldTo(lane(1))).toEqual(['offer 1 as a stray'])
  handoffs.claimed(lane(0), 1)
  expect(toldTo(lane(0))).toEqual(['withdraw 1'])
})

test('a draining worker gets only what names it', () => {
  const { give, lane, toldTo } = setUp(2)
  lane(0).intake = 'own'
  give()
  give()
  expect(toldTo(lane(0))).toEqual([])
  give(lane(0))
  expect(toldTo(lane(0))).toEqual(['offer 3'])
})

test('a connection that ended while it waited is not offered', () => {
  const { handoffs, give, lane, toldTo } = setUp(1)
  give()
  give().push('closed by the client')
  give()
  handoffs.claimed(lane(0), 1)
  expect(toldTo(lane(0))).toEqual(['offer 1', 'grant 1', 'offer 3'])
})

test('connections on their way count as load', () => {
  const { give, lane } = setUp(4)
  for (let connection = 0; connection < 200; connection += 1) give()
  for (let at = 0; at < 4; at += 1) expect(loadOf(lane(at))).toBe(50)
})

test('a worker that refuses is passed over', () => {
  const { handoffs, give, lane, toldTo } = setUp(2)
  give()
  handoffs.refused(lane(0), 1)
  expect(toldTo(lane(1))).toEqual(['offer 1'])
})
