// A person with a client of ours: what cluster tests look at is what this person would see.

import { type ChatClient, createChatClient, createMemoryOutbox, type RoomView } from '@hubbub/client'
import type { Entry, ResyncReason, RoomId } from '@hubbub/shared'
import { eventually } from './eventually.js'
import { type SignedIn, signInGuest, untilMet } from './wire-client.js'

export interface ChatPerson extends Disposable {
  readonly name: string
  readonly signedIn: SignedIn
  readonly client: ChatClient
  /** Every time a position could not be resumed from. */
  readonly resyncs: ResyncReason[]
  /** The id of the worker that serves this person now; null while there is none. */
  worker(): string | null
  room(roomId: RoomId): RoomView
  entries(roomId: RoomId): readonly Entry[]
  /** Texts on the screen, in order. */
  texts(roomId: RoomId): string[]
  connected(): Promise<void>
}

export interface PersonOptions {
  /** Sign in as this one, who is a guest of this server already. */
  as?: SignedIn
  name?: string
  transports?: ('polling' | 'websocket')[]
  /** Connect until this worker answers. */
  worker?: string
}

/** Resolves when the person is connected and has joined the rooms named. */
export async function chatPerson(
  url: string,
  rooms: readonly RoomId[],
  options: PersonOptions = {},
): Promise<ChatPerson> {
  const signedIn = options.as ?? (await signInGuest(url, options.name))
  const person = await untilMet(
    async () => {
      const person = openPerson(url, signedIn, options)
      await person.connected()
      return person
    },
    person => options.worker === undefined || person.worker() === options.worker,
  )
  for (const roomId of rooms) {
    await person.client.joinRoom(roomId)
    // A room of one's own from before is joined without being asked for.
    await eventually(() => person.room(roomId))
  }
  return person
}

function openPerson(url: string, signedIn: SignedIn, { transports }: PersonOptions): ChatPerson {
  const resyncs: ResyncReason[] = []
  const client = createChatClient({
    url,
    account: signedIn.account,
    storage: createMemoryOutbox(),
    headers: { cookie: signedIn.cookie },
    observer: { resync: (_, reason) => void resyncs.push(reason) },
    ...(transports ? { transports } : {}),
  })
  client.start()

  const person: ChatPerson = {
    name: signedIn.account.name,
    signedIn,
    client,
    resyncs,
    worker() {
      const { connection } = client.getState()
      return connection.state === 'connected' ? connection.worker : null
    },
    room(roomId) {
      const view = client.getState().rooms.get(roomId)
      if (!view) throw new Error(`${person.name} is not in ${roomId}`)
      return view
    },
    entries: roomId => person.room(roomId).timeline.entries,
    texts: roomId => person.entries(roomId).flatMap(entry => (entry.kind === 'message' ? [entry.text] : [])),
    async connected() {
      await eventually(
        () => {
          const { connection } = client.getState()
          if (connection.state !== 'connected') throw new Error(`${person.name} is ${connection.state}`)
        },
        { withinMs: 15_000 },
      )
    },
    [Symbol.dispose]: () => client.stop(),
  }
  return person
}
