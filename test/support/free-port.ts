import { once } from 'node:events'
import { createServer } from 'node:net'

/** Where the range begins from which Linux takes ports for outgoing connections (ip_local_port_range). */
const OUTGOING_FROM = 32_768
const LOWEST = 10_000

/** Below that range. @param above how far above it another port will be taken as well, as a node of a Redis Cluster does */
export async function freePort({ above = 0 } = {}): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (OUTGOING_FROM - LOWEST - above))
    const probe = createServer()
    try {
      probe.listen(port, '127.0.0.1')
      await once(probe, 'listening')
      return port
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause
    } finally {
      probe.close()
    }
  }
}
