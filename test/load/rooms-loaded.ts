import type { ChatClient } from '@hubbub/client'

/** Resolves when the client is connected and in the rooms it was in before. */
export function roomsLoaded(client: ChatClient): Promise<void> {
  return new Promise(resolve => {
    const end = client.subscribe(() => {
      if (!client.getState().roomsLoaded) return
      end()
      resolve()
    })
  })
}
