import type { RoomPresence, UserId } from '@hubbub/shared'
import { Avatar } from '../../ui/avatar.js'
import { Button } from '../../ui/button.js'
import { Name } from '../../ui/name.js'
import './members-panel.css'

interface MembersPanelProps {
  presence: RoomPresence
  me: UserId
  onLeave: () => void
}

/** Who is present. Above PRESENCE_LIST_MAX users the list is a sample, and says so. */
export function MembersPanel({ presence, me, onLeave }: MembersPanelProps) {
  const users = [...presence.users].sort(
    (a, b) => Number(b.userId === me) - Number(a.userId === me) || a.name.localeCompare(b.name),
  )
  const isSample = presence.count > users.length
  return (
    <div className="members">
      <div className="members-list">
        <p className="members-count">
          {presence.count === 1 ? '1 person here' : `${presence.count} people here`}
        </p>
        <ul aria-label="People here">
          {users.map(user => (
            <li key={user.userId} className="members-row">
              <Avatar user={user} size="s" />
              <Name>{user.name}</Name>
              {user.userId === me && <span className="members-you">you</span>}
            </li>
          ))}
        </ul>
        {isSample && (
          <p className="members-note">
            Showing {users.length} of {presence.count}.
          </p>
        )}
      </div>
      <footer className="members-footer">
        <Button onClick={onLeave}>Leave room</Button>
      </footer>
    </div>
  )
}
