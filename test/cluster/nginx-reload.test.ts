// nginx takes up new settings again and again while people talk through it.

import type { RoomId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { type ChatPerson, chatPerson } from '../support/chat-person.js'
import { eventually } from '../support/eventually.js'
import { type Nginx, startNginx } from '../support/start-nginx.js'
import { startNodes } from '../support/start-nodes.js'
import { someName } from '../support/wire-client.js'

const ROOMS = 5
const PEOPLE_PER_ROOM = 20
const MESSAGES_PER_S = 50
const RELOADS = 10
const MESSAGES_BETWEEN_RELOADS = 30
const SHUTDOWN_TIMEOUT_S = 4

interface Talk {
  roomId: RoomId
  people: ChatPerson[]
  written: string[]
}

async function gather(url: string): Promise<Talk> {
  const first = await chatPerson(url, [])
  const { roomId } = await first.client.createRoom(someName('room'))
  const others = Array.from({ length: PEOPLE_PER_ROOM - 1 }, (_, index) =>
    chatPerson(url, [roomId], { transports: index % 5 === 0 ? ['polling'] : ['websocket', 'polling'] }),
  )
  return { roomId, people: [first, ...(await Promise.all(others))], written: [] }
}

/** One after another writes, room after room, until `stop`. */
function talkOn(talks: readonly Talk[]) {
  let count = 0
  const timer = setInterval(() => {
    const talk = talks[count % talks.length]
    const person = talk?.people[Math.floor(count / talks.length) % PEOPLE_PER_ROOM]
    if (!talk || !person) return
    const text = `${count}`
    person.client.send(talk.roomId, text)
    talk.written.push(text)
    count += 1
  }, 1_000 / MESSAGES_PER_S)
  return { count: () => count, stop: () => clearInterval(timer) }
}

async function reloadWhile(nginx: Nginx, talking: { count(): number }) {
  for (let reload = 1; reload <= RELOADS; reload += 1) {
    const from = talking.count()
    await nginx.reload()
    await eventually(() => expect(talking.count()).toBeGreaterThan(from + MESSAGES_BETWEEN_RELOADS))
  }
}

test('nothing is lost, repeated or reordered while nginx is reloaded ten times, and no old worker of it stays', async () => {
  await using nodes = await startNodes()
  await using nginx = await startNginx({
    nodes: nodes.list,
    balance: 'by-sid',
    shutdownTimeoutS: SHUTDOWN_TIMEOUT_S,
  })
  const talks: Talk[] = []
  for (let room = 0; room < ROOMS; room += 1) talks.push(await gather(nginx.url))
  const everybody = talks.flatMap(({ people }) => people)
  const first = await nginx.workers()

  const talking = talkOn(talks)
  await reloadWhile(nginx, talking)
  await eventually(
    async () => {
      const workers = await nginx.workers()
      expect(workers).toHaveLength(2)
      for (const pid of first) expect(workers).not.toContain(pid)
    },
    { withinMs: SHUTDOWN_TIMEOUT_S * 1_000 + 2_000, everyMs: 100 },
  )
  // Those whom the last of the old workers has just cut go on writing, too.
  const cutAt = talking.count()
  await eventually(() => expect(talking.count()).toBeGreaterThan(cutAt + MESSAGES_BETWEEN_RELOADS))
  talking.stop()

  for (const { roomId, people, written } of talks) {
    for (const person of people) {
      await eventually(
        () => {
          expect(person.room(roomId).outgoing).toEqual([])
          expect(person.texts(roomId)).toHaveLength(written.length)
        },
        { withinMs: 15_000 },
      )
      expect([...person.texts(roomId)].sort()).toEqual([...written].sort())
      expect(person.texts(roomId)).toEqual(people[0]?.texts(roomId))
    }
  }
  expect(everybody.flatMap(({ resyncs }) => resyncs)).toEqual([])
  console.log(`${talking.count()} messages to ${everybody.length} people through ${RELOADS} reloads of nginx`)
  for (const person of everybody) person[Symbol.dispose]()
})
