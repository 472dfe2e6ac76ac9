import type { ChatClient, RoomView } from '@hubbub/client'
import type { User, UserId } from '@hubbub/shared'
import { useState } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Button } from '../../ui/button.js'
import { Icon } from '../../ui/icons.js'
import { Name } from '../../ui/name.js'
import { partnerGone } from '../direct/partner.js'
import { BanDialog } from '../moderation/ban-dialog.js'
import { RestrictedPeople } from '../moderation/restricted-people.js'
import { PersonMenu } from './person-menu.js'
import './members-panel.css'

interface MembersPanelProps {
  client: ChatClient
  view: RoomView
  me: UserId
  onAction: (action: 'invite' | 'webhooks' | 'leave-room') => void
}

/** Who is present. Above PRESENCE_LIST_MAX users the list is a sample, and says so. */
export function MembersPanel({ client, view, me, onAction }: MembersPanelProps) {
  const { presence } = view
  const [problem, setProblem] = useState<string | null>(null)
  const [toBan, setToBan] = useState<User | null>(null)
  const users = [...presence.users].sort(
    (a, b) => Number(b.userId === me) - Number(a.userId === me) || a.name.localeCompare(b.name),
  )
  const isSample = presence.count > users.length
  return (
    <div className="members">
      <div className="members-list" tabIndex={-1}>
        <p className="members-count">
          {presence.count === 1 ? '1 person here' : `${presence.count} people here`}
        </p>
        <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
        <ul aria-label="People here">
          {users.map(user => (
            <li key={user.userId} className="members-row">
              <Avatar user={user} size="s" />
              <Name>{user.name}</Name>
              {isMuted(view, user, me) && (
                <span className="muted-mark">
                  <Icon name="muted" size={15} />
                  muted
                </span>
              )}
              {user.userId === me ? (
                <span className="members-you">you</span>
              ) : (
                <PersonMenu
                  person={user}
                  client={client}
                  view={view}
                  onProblem={setProblem}
                  onBan={setToBan}
                />
              )}
            </li>
          ))}
        </ul>
        {isSample && (
          <p className="members-note">
            Showing {users.length} of {presence.count}.
          </p>
        )}
        <RestrictedPeople client={client} view={view} listed={users} onProblem={setProblem} />
      </div>
      <BanDialog person={toBan} onClose={() => setToBan(null)} client={client} view={view} />
      <Footer view={view} onAction={onAction} />
    </div>
  )
}

/** Only moderators are told of others. */
function isMuted({ mutedBy, restricted }: RoomView, { userId }: User, me: UserId): boolean {
  if (userId === me && mutedBy !== null) return true
  return restricted.some(({ user, restriction }) => user.userId === userId && restriction === 'muted')
}

/** A conversation of two takes nobody in, and lets nobody go as long as both are there. */
function Footer({ view, onAction }: Pick<MembersPanelProps, 'view' | 'onAction'>) {
  const isDirect = view.partner !== null
  if (isDirect && partnerGone(view) === null) return null
  return (
    <footer className="members-footer">
      {!isDirect && <Button onClick={() => onAction('invite')}>Invite people…</Button>}
      {view.isModerator && <Button onClick={() => onAction('webhooks')}>Webhooks…</Button>}
      <Button onClick={() => onAction('leave-room')}>{isDirect ? 'Leave conversation' : 'Leave room'}</Button>
    </footer>
  )
}
