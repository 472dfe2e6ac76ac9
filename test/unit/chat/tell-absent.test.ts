import { parseRoomId, parseSeq, parseUserId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import {
  createTellAbsent,
  type TellAbsentDeps,
  type Written,
} from '../../../apps/server/src/chat/tell-absent.js'
import { epoch } from '../client/make.js'

/** Where nothing is found: whatever is asked is remembered. */
function nobody({ isUsed }: { isUsed: boolean }) {
  const asked: string[] = []
  const counted: string[] = []
  const remember = <T>(what: string, answer: T) => {
    return async () => {
      asked.push(what)
      return answer
    }
  }
  const deps: TellAbsentDeps = {
    rooms: { summaries: remember('rooms', []), membersAmong: remember('members', []) },
    accounts: { find: remember('accounts', null) },
    log: {
      page: () => {
        throw new Error('nobody is told')
      },
    },
    readMarks: { read: remember('marks', null) },
    notifyLevels: { read: remember('levels', 'mentions'), toldOfAll: remember('told of all', []) },
    devices: {
      add: remember('add', undefined),
      of: remember('devices', []),
      remove: remember('remove', undefined),
    },
    over: async () => new Set(),
    service: { isUsed: remember('is used', isUsed), push: remember('push', 'sent') },
    counted: outcome => void counted.push(outcome),
  }
  return { absent: createTellAbsent(deps), asked, counted }
}

const written = (number: number): Written => ({
  roomId: parseRoomId(`room-${number % 3}`),
  epoch: epoch('epoch of a log'),
  seq: parseSeq(number + 1),
  senderId: parseUserId('ann'),
  text: '@bob',
})

test('[N5] while nobody uses pushes, nothing is asked about rooms or people, and nothing at all while nobody writes', async () => {
  const { absent, asked } = nobody({ isUsed: false })
  await absent.tell()
  expect(asked).toEqual([])
  absent.written(written(1))
  await absent.tell()
  expect(asked).toEqual([])
  await absent.tell()
  await absent.tell()
  expect(asked).toEqual(['is used'])
})

test('[N3] a message is told of at the second look, and each room is asked for once however much was written in it', async () => {
  const { absent, asked } = nobody({ isUsed: true })
  for (let number = 0; number < 30; number++) absent.written(written(number))
  await absent.tell()
  expect(asked).toEqual([])
  await absent.tell()
  expect(asked.filter(what => what === 'rooms')).toHaveLength(3)
  const before = asked.length
  await absent.tell()
  await absent.tellAll()
  expect(asked).toHaveLength(before)
})

test('[N5] of more than can be told of nobody is told, and that is counted', async () => {
  const { absent, counted } = nobody({ isUsed: true })
  for (let number = 0; number < 10_003; number++) absent.written(written(number))
  expect(counted).toEqual(['dropped', 'dropped', 'dropped'])
})
