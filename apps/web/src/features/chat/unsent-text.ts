import type { Outgoing } from '@hubbub/client'
import type { Account } from '@hubbub/shared'

/** What becomes of messages on their way when one signs out; null: there are none. */
export function unsentText(
  rooms: readonly { outgoing: readonly Pick<Outgoing, 'state'>[] }[],
  kind: Account['kind'],
): string | null {
  const unsent = rooms.flatMap(({ outgoing }) => outgoing.filter(({ state }) => state !== 'acked')).length
  if (unsent === 0) return null
  const [what, it, is] =
    unsent === 1 ? ['One message has', 'It', 'is'] : [`${unsent} messages have`, 'They', 'are']
  const fate = kind === 'guest' ? 'lost with this guest' : 'kept in this browser until you sign in here again'
  return `${what} not been sent yet. ${it} ${is} ${fate}.`
}
