import { assembleChatClient, type ChatClientOptions } from '../../../packages/client/src/chat-client.js'
import { createMemoryOutbox } from '../../../packages/client/src/memory-outbox.js'
import type { RoomView } from '../../../packages/client/src/room.js'
import { createFakeClock, type FakeClock } from './fake-clock.js'
import { createFakeLinks, type Receive } from './fake-links.js'
import { ann, key, LOBBY } from './make.js'

/** Ann's client on links and time of the test's own. Without `receive` every command waits for the test's answer. */
export function startClient(
  receive?: Receive,
  { clock = createFakeClock(), ...options }: Partial<ChatClientOptions> & { clock?: FakeClock } = {},
) {
  const links = createFakeLinks(clock, receive)
  const storage = options.storage ?? createMemoryOutbox()
  let nextKey = 1

  const client = assembleChatClient(
    { url: 'http://unused.invalid', account: ann, storage, random: () => 0.5, ...options },
    { clock, openLink: links.openLink, newKey: () => key(nextKey++) },
  )

  /** @throws while the room is not joined */
  function view(roomId = LOBBY): RoomView {
    const room = client.getState().rooms.get(roomId)
    if (!room) throw new Error(`${roomId} is not joined`)
    return room
  }

  /** Starts, and opens the first link. */
  async function connect() {
    client.start()
    await clock.advance(0)
    links.newest().welcome()
    await clock.advance(0)
  }

  return { client, clock, links, storage, view, connect }
}
