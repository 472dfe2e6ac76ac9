import type { Outgoing, SlowMode } from '@hubbub/client'

/** When each message that waits is taken if nothing comes between, in milliseconds since 1970: one after the other. */
export function goesOutAt(
  outgoing: readonly Outgoing[],
  slowMode: SlowMode | null,
): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  if (slowMode === null) return times
  for (const { state, clientMessageId } of outgoing)
    if (state === 'queued')
      times.set(clientMessageId, slowMode.opensAt + times.size * slowMode.seconds * 1_000)
  return times
}
