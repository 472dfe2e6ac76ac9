import { expect, test } from 'vitest'
import { planLoad } from '../../load/plan.js'

test.each([
  { clients: 2_000, accounts: 2_000, rooms: 50, generators: 2 },
  { clients: 2_000, accounts: 100, rooms: 50, generators: 3 },
  { clients: 400, accounts: 400, rooms: 300, generators: 2 },
  { clients: 40, accounts: 10, rooms: 90, generators: 2 },
  { clients: 7, accounts: 3, rooms: 1, generators: 2 },
])('every client is played once and every room has its members: %j', size => {
  const plan = planLoad(size)
  const clients = plan.generators.flat()
  expect(clients.map(({ client }) => client).sort((a, b) => a - b)).toEqual([...Array(size.clients).keys()])
  expect(plan.generators.every(part => part.length > 0)).toBe(true)

  const members = Array.from({ length: size.rooms }, (_, room) => plan.membersOf(room))
  expect(Math.min(...members)).toBeGreaterThan(0)
  expect(Math.max(...members) - Math.min(...members)).toBeLessThanOrEqual(
    Math.ceil(size.clients / size.accounts),
  )
})

test('a room of several members has some in every process', () => {
  const plan = planLoad({ clients: 2_000, accounts: 2_000, rooms: 50, generators: 2 })
  for (const part of plan.generators) {
    const rooms = new Set(part.flatMap(({ account }) => plan.roomsOfAccount[account] ?? []))
    expect(rooms.size).toBe(50)
  }
})

test('connections of one account are in the same rooms', () => {
  const { roomsOfAccount, generators } = planLoad({ clients: 8, accounts: 2, rooms: 4, generators: 1 })
  expect(roomsOfAccount).toEqual([
    [0, 2],
    [1, 3],
  ])
  expect(generators[0]?.map(({ account }) => account)).toEqual([0, 1, 0, 1, 0, 1, 0, 1])
})
