import { parseRoomId, parseSeq, parseUserId, type RoomId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createTellAbsent, type Written } from '../../../apps/server/src/chat/tell-absent.js'
import { epoch } from '../client/make.js'

function setUp({
  isUsed = true,
  tellRoom = async () => undefined,
}: {
  isUsed?: boolean
  tellRoom?: () => Promise<void>
} = {}) {
  const told: [RoomId, number][] = []
  const seen = { asked: 0, dropped: 0 }
  const absent = createTellAbsent({
    async isUsed() {
      seen.asked++
      return isUsed
    },
    async tellRoom(roomId, messages) {
      told.push([roomId, messages.length])
      await tellRoom()
    },
    dropped: () => void seen.dropped++,
  })
  const write = (count: number) => {
    for (let number = 0; number < count; number++) absent.written(written(number))
  }
  return { absent, told, seen, write }
}

const written = (number: number): Written => ({
  roomId: parseRoomId(`room-${number % 3}`),
  epoch: epoch('epoch of a log'),
  seq: parseSeq(number + 1),
  senderId: parseUserId('ann'),
  text: '@bob',
})

test('[N5] while nobody uses pushes, one thing is asked and nobody is looked for; and nothing while nobody writes', async () => {
  const { absent, told, seen, write } = setUp({ isUsed: false })
  await absent.tell()
  write(1)
  await absent.tell()
  expect(seen.asked).toBe(0)
  await absent.tell()
  await absent.tell()
  expect([seen.asked, told]).toEqual([1, []])
})

test('[N3] a message is told of at the second look, with what else was written in its room', async () => {
  const { absent, told, write } = setUp()
  write(30)
  await absent.tell()
  expect(told).toEqual([])
  await absent.tell()
  expect(told).toEqual([
    ['room-0', 10],
    ['room-1', 10],
    ['room-2', 10],
  ])
  await absent.tell()
  await absent.tellAll()
  expect(told).toHaveLength(3)
})

test('[N5] as long as telling takes, no other begins, and of more than can wait nobody is told', async () => {
  let end = () => {}
  const { absent, told, seen, write } = setUp({ tellRoom: () => new Promise(resolve => (end = resolve)) })
  absent.written(written(0))
  await absent.tell()
  const first = absent.tell()
  for (let look = 0; look < 3; look++) {
    write(4_000)
    await absent.tell()
  }
  expect([told.length, seen.dropped]).toEqual([1, 2_000])
  end()
  await first
  await absent.tell()
  const last = absent.tell()
  await expect.poll(() => told.length).toBe(4)
  end()
  void last
  expect(told.slice(1).reduce((sum, [, count]) => sum + count, 0)).toBe(10_000)
})

test('[N5] one room that cannot be told keeps no other from being told, nor the next look', async () => {
  const { absent, told, write } = setUp({
    tellRoom: async () => {
      throw new Error('no Redis')
    },
  })
  write(3)
  await absent.tell()
  await expect(absent.tell()).rejects.toThrow('no Redis')
  expect(told).toHaveLength(3)
  write(1)
  await expect(absent.tellAll()).rejects.toThrow('no Redis')
  expect(told).toHaveLength(4)
})
