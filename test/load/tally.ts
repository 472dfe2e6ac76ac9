// What the clients of a process have counted since it was last told, as it is added up over processes and seconds.

export const COUNTS = [
  'due',
  'sent',
  'acked',
  'refused',
  'deliveries',
  'joined',
  'rejoined',
  'connectionsLost',
  'turnedAway',
] as const
export type CountName = (typeof COUNTS)[number]

export interface Tally {
  counts: Record<CountName, number>
  /** How often what went wrong. */
  errors: Record<string, number>
  /** How often which limit of the server was met. */
  limits: Record<string, number>
}

export function createTally(): Tally {
  const counts = { due: 0, sent: 0, acked: 0, refused: 0, deliveries: 0, joined: 0, rejoined: 0 }
  return { counts: { ...counts, connectionsLost: 0, turnedAway: 0 }, errors: {}, limits: {} }
}

export function countIn(kinds: Record<string, number>, kind: string, by = 1): void {
  if (by > 0) kinds[kind] = (kinds[kind] ?? 0) + by
}

export function addTally(to: Tally, tally: Tally): void {
  for (const name of COUNTS) to.counts[name] += tally.counts[name]
  for (const [kind, count] of Object.entries(tally.errors)) countIn(to.errors, kind, count)
  for (const [kind, count] of Object.entries(tally.limits)) countIn(to.limits, kind, count)
}

export function sumOfKinds(kinds: Readonly<Record<string, number>>): number {
  return Object.values(kinds).reduce((sum, count) => sum + count, 0)
}
