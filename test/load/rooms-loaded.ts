import type { ChatClient } from '@hubbub/client'

/** Resolves when the client is connected and in the rooms it was in before. */
export function roomsLoaded(client: ChatClient): Promise<void> {
  return new Promise(resolve => {
    const end = client.subscribe(() => {
      const { roomsLoaded: areKnown, roomsAwaited } = client.getState()
      if (!areKnown || roomsAwaited.size > 0) return
      end()
      resolve()
    })
  })
}
