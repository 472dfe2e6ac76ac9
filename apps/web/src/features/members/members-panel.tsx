import type { ChatClient, RoomView } from '@hubbub/client'
import { MEMBERS_LISTED_MAX, type User, type UserId } from '@hubbub/shared'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { Button } from '../../ui/button.js'
import { partnerGone } from '../direct/partner.js'
import { BanDialog } from '../moderation/ban-dialog.js'
import { isAppointed } from '../moderation/powers.js'
import { ResignDialog } from '../moderation/resign-dialog.js'
import { RestrictedPeople } from '../moderation/restricted-people.js'
import { listPeople } from './list-people.js'
import { PeopleList } from './people-list.js'
import './members-panel.css'

interface MembersPanelProps {
  client: ChatClient
  view: RoomView
  me: UserId
  onAction: (action: 'invite' | 'webhooks' | 'leave-room') => void
}

/** Who is present, and who else is a member. Above PRESENCE_LIST_MAX users the first list is a sample, and says so. */
export function MembersPanel({ client, view, me, onAction }: MembersPanelProps) {
  const { presence, members, room, isModerator, moderators, restricted } = view
  const [problem, setProblem] = useState<string | null>(null)
  const [toBan, setToBan] = useState<User | null>(null)
  const [resigns, setResigns] = useState(false)
  const resign = useCallback(() => setResigns(true), [])
  useEffect(() => client.watchMembers(room.roomId), [client, room.roomId])
  const people = useMemo(() => listPeople({ presence, members }, me), [presence, members, me])
  // Of the room only its id matters to each row: the rest changes with every message.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const about = useMemo(
    () => ({
      ...{ client, me, onProblem: setProblem, onBan: setToBan },
      view: { room, isModerator, moderators, restricted },
    }),
    [client, me, room.roomId, isModerator, moderators, restricted],
  )
  return (
    <div className="members">
      <div className="members-list" tabIndex={-1}>
        <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
        <PeopleList
          {...about}
          people={people}
          isMuted={person => isMuted(view, person, me)}
          onResign={isAppointed(view, me) ? resign : null}
        />
        {members?.isComplete === false && (
          <p className="members-note">
            This room has more than {MEMBERS_LISTED_MAX.toLocaleString()} members. Only some of those who are
            not here are listed.
          </p>
        )}
        <RestrictedPeople
          client={client}
          view={view}
          listed={[...people.here, ...people.absent]}
          onProblem={setProblem}
        />
      </div>
      <BanDialog person={toBan} onClose={() => setToBan(null)} client={client} view={view} me={me} />
      <ResignDialog isOpen={resigns} onClose={() => setResigns(false)} client={client} view={view} me={me} />
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
