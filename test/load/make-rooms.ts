// The rooms of a load test, each made by the first of its members. A server that limits how many rooms a user makes is
// waited for.

import { type ChatClient, CommandFailed, createChatClient, createMemoryOutbox } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import { CannotRun } from './cannot-run.js'
import { chatOptions } from './chat-options.js'
import type { LoadAccount } from './generator-protocol.js'
import { inParallel } from './in-parallel.js'
import { roomName } from './names.js'
import { patiently } from './patiently.js'
import { roomsLoaded } from './rooms-loaded.js'

const AT_ONCE = 8
const CONNECT_TIMEOUT_MS = 20_000

export interface MakeRooms {
  url: string
  run: string
  rooms: number
  accounts: readonly LoadAccount[]
  roomsOfAccount: readonly (readonly number[])[]
}

/** @returns the rooms by number. @throws CannotRun when one cannot be made */
export async function makeRooms(
  { url, run, rooms, accounts, roomsOfAccount }: MakeRooms,
  deps: { limited(waitMs: number): void; made(count: number): void; goesOn(): boolean },
): Promise<RoomId[]> {
  const made = new Map<number, RoomId>()
  const makers = roomsOfAccount.slice(0, rooms).map((own, index) => ({ own, as: accounts[index] }))
  await inParallel(makers, AT_ONCE, async ({ own, as }) => {
    if (as === undefined) return
    const client = createChatClient({ ...chatOptions(url, as), storage: createMemoryOutbox() })
    try {
      await connected(client, url)
      for (const room of own) {
        made.set(room, await make(client, roomName(run, room), deps))
        deps.made(made.size)
      }
    } finally {
      client.stop()
    }
  })
  return [...made.entries()].sort(([a], [b]) => a - b).map(([, roomId]) => roomId)
}

async function connected(client: ChatClient, url: string): Promise<void> {
  const isLate = new Promise<boolean>(resolve => {
    setTimeout(() => resolve(true), CONNECT_TIMEOUT_MS).unref()
  })
  client.start()
  if (!(await Promise.race([roomsLoaded(client).then(() => false), isLate]))) return
  const { state } = client.getState().connection
  throw new CannotRun(`${url} lets guests sign in but not connect (${state})`)
}

async function make(
  client: ChatClient,
  name: string,
  { limited, goesOn }: { limited(waitMs: number): void; goesOn(): boolean },
): Promise<RoomId> {
  try {
    const refused = (failure: CommandFailed, waitMs: number) =>
      failure.code === 'rate_limited' ? limited(waitMs) : undefined
    const room = await patiently(() => client.createRoom(name), { refused, goesOn })
    if (room === null) throw new CannotRun('ended before all rooms were made')
    return room.roomId
  } catch (failure) {
    if (!(failure instanceof CommandFailed)) throw failure
    throw new CannotRun(`the rooms cannot be made: ${failure.message}`)
  }
}
