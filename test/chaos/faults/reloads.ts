// All workers replaced, as an operator does it with a new version.

import type { ArenaNode } from '../arena-node.js'
import type { Fault } from './fault.js'

const REPLACED_WITHIN_MS = 60_000

export const rollingReload: Fault = {
  id: 'rolling-reload',
  name: 'all workers of both nodes are replaced, one by one',
  // Nobody should notice.
  allows: { current: { from: 'heal', withinMs: 1_000 } },
  async run({ arena }) {
    await Promise.all(arena.nodes.map(reload))
    return {}
  },
}

async function reload(node: ArenaNode): Promise<void> {
  const { internalUrl } = node.program()
  const signal = AbortSignal.timeout(REPLACED_WITHIN_MS)
  const headers = { 'hubbub-operator': '1' }
  const answer = await fetch(`${internalUrl}/reload`, { method: 'POST', headers, signal })
  if (!answer.ok) throw new Error(`${node.id} was not reloaded: ${await answer.text()}`)
}
