// A TCP proxy that breaks as real lines do: slow, held up, reset, or silent for ever.

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { SeededRandom } from '../support/seeded-random.js'
import { type Passage, type Relay, relay } from './relay.js'

export interface TcpProxy extends AsyncDisposable {
  readonly port: number
  /** Of connections that are open now and of those to come; `back`: of what the target answers, when that is another. */
  setPassage(there: Passage, back?: Passage): void
  /** Connections that are open now fall silent for ever, and neither end is told; later ones are as usual. */
  vanish(): void
  /** Ends all open connections with a reset. */
  reset(): void
}

interface Line {
  sockets: readonly [Socket, Socket]
  relays: readonly Relay[]
}

export async function startTcpProxy(
  target: { host: string; port: number },
  random: SeededRandom,
): Promise<TcpProxy> {
  let passages: { there: Passage; back: Passage } = { there: { kind: 'open' }, back: { kind: 'open' } }
  const lines = new Set<Line>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, near => {
    const far = connect({ ...target, noDelay: true, allowHalfOpen: true })
    for (const socket of [near, far]) socket.on('error', () => socket.destroy())
    const there = relay(near, far, () => passages.there, random)
    const back = relay(far, near, () => passages.back, random)
    const line: Line = { sockets: [near, far], relays: [there, back] }
    lines.add(line)
    const closed = () => {
      if (near.destroyed && far.destroyed) lines.delete(line)
    }
    near.once('close', closed)
    far.once('close', closed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  function reset(): void {
    for (const { sockets } of lines) for (const socket of sockets) socket.resetAndDestroy()
  }

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    setPassage(there, back = there) {
      passages = { there, back }
      for (const { relays } of lines) for (const each of relays) each.changed()
    },
    vanish() {
      for (const { relays } of lines) for (const each of relays) each.vanish()
    },
    reset,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      reset()
      await closed
    },
  }
}
