import type { ChatClient, RoomView } from '@hubbub/client'
import type { Sender, User } from '@hubbub/shared'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { Menu } from '../../ui/menu.js'
import { useLater } from '../chat/later.js'
import { PageNotice } from '../chat/page-notice.js'
import { RestrictItems, type RestrictItemsProps } from './restrict-items.js'
import { MODERATE_CLASS, useModerateKey } from './use-moderate-key.js'

interface Rights {
  mayWrite: boolean
  /** Of moderators: what acting on somebody takes. */
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

/** Whether the reader can act on whoever wrote this. */
export function useMayModerate({ app }: Sender): boolean {
  return useContext(RightsContext).moderating !== null && app === undefined
}

export function useMayWrite(): boolean {
  return useContext(RightsContext).mayWrite
}

/** To moderators; also of whoever is not in the list of those present. */
export function SenderItems({ sender }: { sender: Sender }) {
  const { moderating } = useContext(RightsContext)
  if (moderating === null || sender.app !== undefined) return null
  return <RestrictItems person={sender} {...moderating} />
}

export function SenderMenu({ sender }: { sender: Sender }) {
  if (!useMayModerate(sender)) return null
  return (
    <Menu icon="ban" label={`Moderate ${sender.name}`} tabIndex={-1} className={MODERATE_CLASS}>
      <SenderItems sender={sender} />
    </Menu>
  )
}
