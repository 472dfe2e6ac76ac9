// A participant on packages/client, over the public endpoint.

import { type ChatClient, createChatClient, createMemoryOutbox, type RoomView } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import { eventually } from '../../support/eventually.js'
import type { SeededRandom } from '../../support/seeded-random.js'
import { type SignedIn, signInGuest } from '../../support/wire-client.js'
import type { HistoryWriter } from '../write-history.js'
import type { Counts, Participant } from './participant.js'
import { recordChanges } from './record-changes.js'
import { type ClientRecorder, recordClient } from './record-client.js'

/** Long enough for every fault: whoever comes in the middle of one waits until it is over. */
const PATIENCE_MS = 60_000
/** Entries that one who only listens keeps of a room. */
const KEPT_ENTRIES = 300

export interface HubbubParticipant extends Participant {
  readonly client: ChatClient
  readonly recorder: ClientRecorder
  readonly signedIn: SignedIn
}

export interface OpenOptions {
  url: string
  name: string
  history: HistoryWriter
  counts: Counts
  random: SeededRandom
  /** Another connection of somebody who is signed in already. */
  as?: SignedIn
  /** Keeps all that came, for those who read back to the beginning. */
  keepsAll?: boolean
}

/** Signs in, trying until it can be done. */
export function signIn(url: string): Promise<SignedIn> {
  return eventually(() => signInGuest(url), { withinMs: PATIENCE_MS, everyMs: 250 })
}

/** Resolves at once; the client connects in the background. */
export async function openHubbubClient(options: OpenOptions): Promise<HubbubParticipant> {
  const { url, name, history, counts, random, keepsAll = false } = options
  const signedIn = options.as ?? (await signIn(url))
  const { userId } = signedIn.account
  const recorder = recordClient({ history, counts, client: name, userId, outbox: createMemoryOutbox() })
  const client = createChatClient({
    url,
    account: signedIn.account,
    storage: recorder.storage,
    headers: { cookie: signedIn.cookie },
    transports: ['websocket'],
    observer: recorder.observer,
    random: random.next,
    ...(keepsAll ? {} : { keepEntries: KEPT_ENTRIES }),
  })
  const changes = recordChanges({ history, client: name, userId, chat: client, random })
  recorder.watch(client)
  client.start()

  return {
    name,
    userId,
    client,
    recorder,
    signedIn,
    isConnected: () => client.getState().connection.state === 'connected',
    rooms: () => [...client.getState().rooms.keys()],
    join: rooms => joinRooms(client, rooms),
    send: (roomId, text) => client.send(roomId, text),
    change: changes.change,
    tellTexts: changes.tellTexts,
    pending: roomId => unanswered(client.getState().rooms.get(roomId)) + changes.pending(roomId),
    willBeAway: () => history.write({ f: 'connection', client: name, state: 'away', worker: null }),
    goAway() {
      recorder.setAway(true)
      client.stop()
    },
    comeBack() {
      recorder.setAway(false)
      client.start()
    },
    stop: () => client.stop(),
  }
}

/** What is acked waits only for its entry to be shown. */
function unanswered(room: RoomView | undefined): number {
  return room?.outgoing.filter(({ state }) => state !== 'acked').length ?? 0
}

async function joinRooms(client: ChatClient, rooms: readonly RoomId[]): Promise<void> {
  for (const roomId of rooms) {
    await eventually(
      async () => {
        if (!client.getState().roomsLoaded) throw new Error('the rooms are not loaded yet')
        await client.joinRoom(roomId)
        if (!client.getState().rooms.has(roomId)) throw new Error(`not in ${roomId}`)
      },
      { withinMs: PATIENCE_MS, everyMs: 100 },
    )
  }
}

/** Reads the whole past of a room. */
export async function readBack({ client }: HubbubParticipant, roomId: RoomId): Promise<void> {
  await eventually(
    async () => {
      const timeline = client.getState().rooms.get(roomId)?.timeline
      if (timeline === undefined) throw new Error(`not in ${roomId}`)
      if ((timeline.entries[0]?.seq ?? timeline.oldestSeq) <= timeline.oldestSeq) return
      await client.loadOlder(roomId)
      throw new Error('not at the beginning yet')
    },
    { withinMs: PATIENCE_MS, everyMs: 0 },
  )
}
