import type { ChatClient, RoomView } from '@hubbub/client'
import type { MessageEntry, User, UserId } from '@hubbub/shared'
import { type ReactNode, useMemo, useState } from 'react'
import { useLater } from '../chat/later.js'
import { PageNotice } from '../chat/page-notice.js'
import { RightsContext } from './rights.js'

/** Tells whatever shows messages of a room what the reader may do there. Moderators can act on them, and on whoever wrote one. */
export function RoomRights({
  client,
  view,
  me,
  children,
}: {
  client: ChatClient
  view: RoomView
  me: UserId
  children: ReactNode
}) {
  const [problem, setProblem] = useState<string | null>(null)
  const [toBan, setToBan] = useState<User | null>(null)
  const [toDelete, setToDelete] = useState<MessageEntry | null>(null)
  const later = useLater()
  const { room, isModerator, moderators, restricted, mutedBy } = view
  // Of the room only its id matters: the rest changes with every message.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const rights = useMemo(() => {
    const about = {
      me,
      view: { room, isModerator, moderators, restricted },
      onProblem: setProblem,
      onBan: setToBan,
      onDelete: setToDelete,
    }
    return { mayWrite: mutedBy === null, moderating: isModerator ? { client, ...about } : null }
  }, [client, me, room.roomId, isModerator, moderators, restricted, mutedBy === null])
  return (
    <RightsContext value={rights}>
      {problem !== null && <PageNotice onDismiss={() => setProblem(null)}>{problem}</PageNotice>}
      {children}
      {later && (
        <>
          <later.BanDialog
            person={toBan}
            onClose={() => setToBan(null)}
            client={client}
            view={view}
            me={me}
          />
          <later.DeleteDialog
            message={toDelete}
            onClose={() => setToDelete(null)}
            client={client}
            view={view}
          />
        </>
      )}
    </RightsContext>
  )
}
