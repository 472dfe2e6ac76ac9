import { expect, test } from 'vitest'
import { type SeededRandom, seededRandom } from '../../support/seeded-random.js'
import { createFakeClock } from './fake-clock.js'
import { bob, LOBBY, seqsOf } from './make.js'
import { createModelServer, noFaults } from './model-server.js'
import { startClient } from './start-client.js'

const ROUNDS = 30
const STEPS = 80

test('[M2] whatever the wire loses, what is shown is a stretch of the log, and in the end all of it', async () => {
  const random = seededRandom('faulty wire')
  for (let round = 0; round < ROUNDS; round++) {
    const run = startRun(random)
    await run.client.connect()
    for (let step = 0; step < STEPS; step++) {
      await run.step()
      run.expectStretchOfLog()
    }
    await run.heal()
    run.expectWholeLog()
  }
}, 60_000)

test('[M6] whatever the wire loses, each message is in the log once, in the order it was written', async () => {
  const random = seededRandom('faulty outbox')
  for (let round = 0; round < ROUNDS; round++) {
    const run = startRun(random)
    await run.client.connect()
    for (let step = 0; step < STEPS; step++) await run.step()
    await run.heal()

    expect(run.own().map(entry => entry.text)).toEqual(run.sent)
    expect(run.client.view().outgoing).toEqual([])
    expect(run.client.storage.load()).toEqual([])
  }
}, 60_000)

test('[R7] whatever the wire loses, in slow mode what was written goes out by itself, in order and not too early', async () => {
  const random = seededRandom('slow mode')
  for (let round = 0; round < ROUNDS; round++) {
    const run = startRun(random)
    await run.client.connect()
    for (let step = 0; step < STEPS; step++) {
      await run.step()
      if (random.next() < 0.05) run.server.setSlowMode(LOBBY, random.pick([0, 5, 30]))
    }
    run.server.setSlowMode(LOBBY, 5)
    const { length: before } = run.log()
    await run.heal()
    // One wait for each.
    await run.client.clock.advance(5_000 * run.sent.length)

    expect(run.own().map(entry => entry.text)).toEqual(run.sent)
    expect(run.client.view().outgoing).toEqual([])
    const late = run.own().filter(({ seq }) => seq > before)
    for (const [index, { sentAt }] of late.slice(1).entries())
      expect(sentAt - (late[index]?.sentAt ?? 0)).toBeGreaterThanOrEqual(5_000)
  }
}, 60_000)

test('[J2] whatever becomes of a log, what is shown in the end is a stretch of it that reaches its end', async () => {
  const random = seededRandom('faulty log')
  for (let round = 0; round < ROUNDS; round++) {
    const run = startRun(random)
    await run.client.connect()
    for (let step = 0; step < STEPS; step++) {
      await run.step()
      if (random.next() < 0.05) run.harmLog()
    }
    run.client.client.send(LOBBY, 'last')
    await run.heal()
    run.expectStretchOfLog()
    run.expectWholeLog()
  }
}, 60_000)

/** One client, one server, and what may happen to them. */
function startRun(random: SeededRandom) {
  const clock = createFakeClock()
  const server = createModelServer(clock)
  const client = startClient(server.receive, { clock, random: random.next })
  const { links } = client
  const sent: string[] = []
  server.room(LOBBY)
  const log = () => server.room(LOBBY).log
  for (let count = random.integer(0, 30); count > 0; count--) server.write(LOBBY, bob)

  const chance = (probability: number) => () => random.next() < probability
  server.faults = {
    losesCommand: chance(0.1),
    losesAnswer: chance(0.1),
    losesFact: chance(0.2),
    refuses: chance(0.1),
    latencyMs: () => random.pick([0, 1, 5, 50, 300]),
  }

  function send() {
    sent.push(`mine ${sent.length + 1}`)
    client.client.send(LOBBY, `mine ${sent.length}`)
  }

  async function openLinks() {
    for (const link of links.all) if (!link.hasEnded() && !link.link.isOpen()) link.welcome()
    await clock.advance(0)
  }

  const happenings = [
    send,
    send,
    () => server.write(LOBBY, bob),
    () => server.write(LOBBY, bob),
    () => random.pick(links.all).end(),
    () => links.newest().tell('server:draining', { moveInMs: random.integer(0, 500) }),
    () => links.newest().tell('room:resync', { roomId: LOBBY, reason: 'diverged' }),
    () => void client.client.loadOlder(LOBBY),
    openLinks,
    openLinks,
    () => clock.advance(random.integer(1, 400)),
    () => clock.advance(random.integer(1, 8_000)),
  ]

  return {
    client,
    server,
    sent,
    log,
    own: () =>
      log().flatMap(entry => (entry.kind === 'message' && entry.sender.userId !== bob.userId ? [entry] : [])),
    step: async () => {
      await random.pick(happenings)()
    },
    harmLog() {
      const harms = [
        () => server.loseTail(LOBBY, random.integer(1, 5)),
        () => server.loseLog(LOBBY),
        () => server.trim(LOBBY, random.integer(1, Math.max(1, log().length - 20))),
      ]
      random.pick(harms)()
    },
    async heal() {
      server.faults = noFaults
      for (let turn = 0; turn < 30; turn++) {
        await openLinks()
        server.checkHeads()
        await clock.advance(3_000)
      }
    },
    expectStretchOfLog() {
      const shown = client.client.getState().rooms.get(LOBBY)?.timeline.entries ?? []
      const [first] = shown
      if (first) expect(shown).toEqual(log().slice(first.seq - 1, first.seq - 1 + shown.length))
    },
    expectWholeLog() {
      const { timeline } = client.view()
      expect(seqsOf(timeline.entries).at(-1) ?? 0).toBe(log().length)
      expect(timeline.waiting).toEqual([])
    },
  }
}
