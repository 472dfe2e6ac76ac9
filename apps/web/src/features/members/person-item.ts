import type { ChatClient, RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'

/** What each item of a person's menu is given. */
export interface PersonItemProps {
  person: User
  client: ChatClient
  /** Where the person was met. */
  view: RoomView
  /** Asks whether to remove the person for good. */
  onBan: (person: User) => void
  /** What could not be done; null: the next is being tried. */
  onProblem: (problem: string | null) => void
}
