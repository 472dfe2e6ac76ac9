import type { ChatClient } from '@hubbub/client'

/** Acts each time the server can be reached again. @returns a function that ends it */
export function whenBack(client: Pick<ChatClient, 'getState' | 'subscribe'>, act: () => void): () => void {
  const isConnected = () => client.getState().connection.state === 'connected'
  let wasConnected = isConnected()
  return client.subscribe(() => {
    const isBack = !wasConnected && isConnected()
    wasConnected = isConnected()
    if (isBack) act()
  })
}
