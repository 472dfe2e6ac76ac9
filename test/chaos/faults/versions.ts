// Clients and servers that are not of one age. There is one version of the protocol so far, so what a later one may bring
// is brought by hand: an event nobody knows, fields nobody knows in commands that are known, a version that is not spoken.
// The other way round a client that says only what the first version has is what all raw connections here are.

import { connect, guest, newKey, signInGuest } from '../../support/wire-client.js'
import type { Fault } from './fault.js'

const NEWER = 2

export const newerClient: Fault = {
  id: 'newer-client',
  name: 'a client of a later version speaks to these servers',
  allows: { current: { from: 'heal', withinMs: 1_000 } },
  async run({ arena, rooms }) {
    const [roomId] = rooms
    if (roomId === undefined) throw new Error('there is no room')
    using client = await guest(arena.url)
    const answers = [
      await client.raw('room:join', { roomId, sinceVersion: NEWER, wants: ['threads'] }),
      await client.raw('message:pin', { roomId, seq: 1 }),
      await client.raw('message:send', { roomId, clientMessageId: newKey(), text: '', thread: 'x' }),
    ]
    // Each is answered, none costs the connection, and what the server does not understand it does not half do.
    if (!client.socket.connected) throw new Error('the connection was ended')
    const refused = await connect(arena.url, await signInGuest(arena.url), { protocolVersion: NEWER }).then(
      () => null,
      (error: Error & { data?: { code?: string } }) => error.data?.code ?? error.message,
    )
    if (refused !== 'upgrade_required') throw new Error(`a later version was answered ${refused}`)
    const told = answers.map(answer => (answer.ok ? 'ok' : answer.code)).join(', ')
    return { told: `answered ${told}; version ${NEWER}: ${refused}` }
  },
}
