// Conversations that go on while something is being broken, and what everybody must have seen afterwards.

import type { RoomId } from '@hubbub/shared'
import { expect } from 'vitest'
import { type ChatPerson, chatPerson } from './chat-person.js'
import { eventually } from './eventually.js'
import type { Cluster } from './start-cluster.js'
import { someName } from './wire-client.js'

/** Two people on two workers in a room of their own. */
export async function annAndBob(
  cluster: Cluster,
): Promise<{ ann: ChatPerson; bob: ChatPerson; roomId: RoomId }> {
  const [first, second] = cluster.workers()
  if (!first || !second) throw new Error('two workers were expected')
  const ann = await chatPerson(cluster.url, [], { worker: first.id })
  const { roomId } = await ann.client.createRoom(someName('room'))
  const bob = await chatPerson(cluster.url, [roomId], { worker: second.id })
  return { ann, bob, roomId }
}

/** All of them write while `disturb` runs, and at least `turns` times. @returns what was written, in that order */
export async function talkThrough(
  people: readonly ChatPerson[],
  roomId: RoomId,
  turns: number,
  disturb: () => Promise<void>,
): Promise<string[]> {
  let isOver = false
  const disturbance = disturb().finally(() => {
    isOver = true
  })
  const written: string[] = []
  for (let turn = 0; turn < turns || !isOver; turn += 1) {
    for (const person of people) {
      const text = `${person.name} ${turn}`
      person.client.send(roomId, text)
      written.push(text)
    }
    // Each answer allows the next few words, so that a queue builds up only while nobody answers.
    await eventually(() => expect(people[0]?.room(roomId).outgoing.length).toBeLessThan(5), {
      withinMs: 40_000,
    })
  }
  await disturbance
  return written
}

/** Every message once, in one order for all, and each person's own in the order of writing. */
export async function allSeeAllOnceInOneOrder(
  people: readonly ChatPerson[],
  roomId: RoomId,
  written: readonly string[],
): Promise<void> {
  for (const person of people) {
    await eventually(
      () => {
        expect(person.room(roomId).outgoing).toEqual([])
        expect([...person.texts(roomId)].sort()).toEqual([...written].sort())
      },
      { withinMs: 20_000 },
    )
  }
  const [first, ...others] = people
  for (const other of others) expect(other.texts(roomId)).toEqual(first?.texts(roomId))
  for (const { name, texts } of people) {
    const isOwn = (text: string) => text.startsWith(`${name} `)
    expect(texts(roomId).filter(isOwn)).toEqual(written.filter(isOwn))
  }
}
