import type { ChatClient } from '@hubbub/client'
import type { User, UserId } from '@hubbub/shared'
import type { ModeratedRoom } from '../moderation/restrict.js'

/** What each item of a person's menu is given. */
export interface PersonItemProps {
  person: User
  me: UserId
  client: ChatClient
  /** Where the person was met. */
  view: ModeratedRoom
  /** Asks whether to remove the person for good. */
  onBan: (person: User) => void
  /** What could not be done; null: the next is being tried. */
  onProblem: (problem: string | null) => void
}
