import type { Reaction } from '@hubbub/client'
import type { MessagePlace, UserId } from '@hubbub/shared'
import type { Reacting } from './use-reacting.js'
import './reactions.css'

/** Named before the others are only counted. */
const NAMED_MAX = 8

interface ReactionsProps {
  reactions: readonly Reaction[]
  message: MessagePlace
  me: UserId
  reacting: Reacting
}

/** What a message was given; a press gives the same, or takes the own one back. */
export function Reactions({ reactions, message, me, reacting }: ReactionsProps) {
  return (
    <ul className="reactions" aria-label="Reactions">
      {reactions.map(({ emoji, users }) => {
        const isOwn = users.some(({ userId }) => userId === me)
        const names = namesOf({ emoji, users }, me)
        return (
          <li key={emoji}>
            <button
              type="button"
              className="reaction"
              aria-pressed={isOwn}
              aria-label={`${emoji} ${users.length}: ${names}`}
              title={names}
              onClick={() => reacting.give(message, emoji, !isOwn)}
            >
              <span className="reaction-emoji">{emoji}</span>
              <span className="reaction-count">{users.length}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function namesOf({ users }: Reaction, me: UserId): string {
  const names = users.slice(0, NAMED_MAX).map(({ userId, name }) => (userId === me ? 'you' : name))
  const more = users.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
