// @ts-check
import { randomUUID } from 'node:crypto'

const SAYS_EVERY_MS = 120

/**
 * One guest with many connections, who talks in the lobby over one after the other.
 *
 * @param {string[]} urls one for each connection
 * @returns {Promise<{ leave: () => void }>} resolves when all are in the lobby
 */
export async function enterCrowd(urls) {
  const { io } = await import('socket.io-client')
  const response = await fetch(`${urls[0]}/api/auth/guest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Everybody' }),
  })
  const cookie = response.headers
    .getSetCookie()
    .map(one => one.split(';')[0])
    .join('; ')
  const sockets = urls.map(url =>
    io(url, {
      forceNew: true,
      transports: ['websocket'],
      extraHeaders: { cookie },
      auth: { protocolVersion: 1 },
    }),
  )
  await Promise.all(
    sockets.map(
      socket =>
        new Promise(joined =>
          socket.once('server:welcome', () => socket.emit('room:join', { roomId: 'lobby' }, joined)),
        ),
    ),
  )
  let turn = 0
  const talk = setInterval(() => {
    turn += 1
    const message = { roomId: 'lobby', clientMessageId: randomUUID(), text: `Good morning ${turn}` }
    sockets[turn % sockets.length]?.emit('message:send', message, () => undefined)
  }, SAYS_EVERY_MS)
  return {
    leave() {
      clearInterval(talk)
      for (const socket of sockets) socket.close()
    },
  }
}
