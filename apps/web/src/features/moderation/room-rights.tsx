import type { ChatClient, RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { useLater } from '../chat/later.js'
import { PageNotice } from '../chat/page-notice.js'
import type { RestrictItemsProps } from './restrict-items.js'
import { useModerateKey } from './use-moderate-key.js'

interface Rights {
  mayWrite: boolean
  /** null: the reader is no moderator. */
  moderating: Omit<RestrictItemsProps, 'person'> | null
}

const RightsContext = createContext<Rights>({ mayWrite: true, moderating: null })

/** Tells whatever shows messages of a room what the reader may do there. Moderators can act on whoever wrote one. */
export function RoomRights({
  client,
  view,
  children,
}: {
  client: ChatClient
  view: RoomView
  children: ReactNode
}) {
  const [problem, setProblem] = useState<string | null>(null)
  const [toBan, setToBan] = useState<User | null>(null)
  const later = useLater()
  useModerateKey()
  const { room, isModerator, restricted, mutedBy } = view
  // Of the room only its id matters: the rest changes with every message.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const rights = useMemo(() => {
    const about = { view: { room, isModerator, restricted }, onProblem: setProblem, onBan: setToBan }
    return { mayWrite: mutedBy === null, moderating: isModerator ? { client, ...about } : null }
  }, [client, room.roomId, isModerator, restricted, mutedBy === null])
  return (
    <RightsContext value={rights}>
      {problem !== null && <PageNotice onDismiss={() => setProblem(null)}>{problem}</PageNotice>}
      {children}
      {later && <later.BanDialog person={toBan} onClose={() => setToBan(null)} client={client} view={view} />}
    </RightsContext>
  )
}

/** Of moderators: what acting on somebody takes. */
export function useModerating(): Rights['moderating'] {
  return useContext(RightsContext).moderating
}

export function useMayWrite(): boolean {
  return useContext(RightsContext).mayWrite
}
