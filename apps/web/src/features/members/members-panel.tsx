import type { ChatClient, RoomView } from '@hubbub/client'
import type { User, UserId } from '@hubbub/shared'
import { useEffect, useMemo, useState } from 'react'
import { Button } from '../../ui/button.js'
import { partnerGone } from '../direct/partner.js'
import { BanDialog } from '../moderation/ban-dialog.js'
import { RestrictedPeople } from '../moderation/restricted-people.js'
import { AbsentPeople, SampleNote } from './absent-people.js'
import { PersonRow } from './person-row.js'
import './members-panel.css'

interface MembersPanelProps {
  client: ChatClient
  view: RoomView
  me: UserId
  onAction: (action: 'invite' | 'webhooks' | 'leave-room') => void
}

/** Who is present, and who else is a member. Above PRESENCE_LIST_MAX users the first list is a sample, and says so. */
export function MembersPanel({ client, view, me, onAction }: MembersPanelProps) {
  const { presence, members, room, isModerator, restricted } = view
  const [problem, setProblem] = useState<string | null>(null)
  const [toBan, setToBan] = useState<User | null>(null)
  useEffect(() => client.watchMembers(room.roomId), [client, room.roomId])
  const users = useMemo(
    () =>
      [...presence.users].sort(
        (a, b) => Number(b.userId === me) - Number(a.userId === me) || a.name.localeCompare(b.name),
      ),
    [presence.users, me],
  )
  const absent = useMemo(() => {
    const listed = new Set([me, ...presence.users.map(({ userId }) => userId)])
    return members?.users.filter(({ userId }) => !listed.has(userId)) ?? []
  }, [presence.users, members, me])
  // Of the room only its id matters to each row: the rest changes with every message.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const about = useMemo(
    () => ({ client, view: { room, isModerator, restricted }, onProblem: setProblem, onBan: setToBan }),
    [client, room.roomId, isModerator, restricted],
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
            <PersonRow
              key={user.userId}
              {...about}
              person={user}
              isMe={user.userId === me}
              isMuted={isMuted(view, user, me)}
            />
          ))}
        </ul>
        {isSample && (
          <p className="members-note">
            Showing {users.length} of {presence.count}.
          </p>
        )}
        <AbsentPeople
          {...about}
          people={absent}
          isMuted={person => isMuted(view, person, me)}
          isComplete={members?.isComplete === true && !isSample}
        />
        <SampleNote members={members} />
        <RestrictedPeople client={client} view={view} listed={[...users, ...absent]} onProblem={setProblem} />
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
