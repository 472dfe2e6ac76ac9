// What changed between two statuses, in words.

import type { ClusterStatus, ClusterWorker } from '@hubbub/shared'

export interface Happening {
  /** Milliseconds since 1970. */
  at: number
  text: string
}

const BECAME: Record<ClusterWorker['state'], string> = {
  starting: 'starts',
  ready: 'is ready',
  silent: 'does not respond any more',
  draining: 'moves its clients to other workers',
}

export function happeningsBetween(before: ClusterStatus, now: ClusterStatus, at: number): Happening[] {
  const states = statesOf(now)
  const statesBefore = statesOf(before)
  const texts: string[] = []
  for (const [name, state] of statesBefore) {
    if (states.has(name)) continue
    texts.push(`${name} ${state === 'draining' ? 'has ended, its clients are elsewhere' : 'is gone'}`)
  }
  for (const [name, state] of states) {
    if (statesBefore.get(name) !== state) texts.push(`${name} ${BECAME[state]}`)
  }
  return texts.reverse().map(text => ({ at, text }))
}

function statesOf({ nodes }: ClusterStatus): Map<string, ClusterWorker['state']> {
  return new Map(
    nodes.flatMap(({ node, workers }) =>
      workers.map(({ worker, state }) => [`Worker ${worker} on ${node}`, state] as const),
    ),
  )
}
