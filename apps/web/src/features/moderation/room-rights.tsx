import type { ChatClient, RoomView } from '@hubbub/client'
import type { MessageEntry, User } from '@hubbub/shared'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { Menu } from '../../ui/menu.js'
import { useLater } from '../chat/later.js'
import { PageNotice } from '../chat/page-notice.js'
import type { ModerateItemsProps } from './moderate-items.js'
import { MODERATE_CLASS, useModerateKey } from './use-moderate-key.js'

interface Rights {
  mayWrite: boolean
  /** Of moderators: what acting on a message or whoever wrote it takes. */
  moderating: Omit<ModerateItemsProps, 'message'> | null
}

const RightsContext = createContext<Rights>({ mayWrite: true, moderating: null })

/** Tells whatever shows messages of a room what the reader may do there. Moderators can act on them, and on whoever wrote one. */
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
  const [toDelete, setToDelete] = useState<MessageEntry | null>(null)
  const later = useLater()
  useModerateKey()
  const { room, isModerator, restricted, mutedBy } = view
  // Of the room only its id matters: the rest changes with every message.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const rights = useMemo(() => {
    const about = {
      view: { room, isModerator, restricted },
      onProblem: setProblem,
      onBan: setToBan,
      onDelete: setToDelete,
    }
    return { mayWrite: mutedBy === null, moderating: isModerator ? { client, ...about } : null }
  }, [client, room.roomId, isModerator, restricted, mutedBy === null])
  return (
    <RightsContext value={rights}>
      {problem !== null && <PageNotice onDismiss={() => setProblem(null)}>{problem}</PageNotice>}
      {children}
      {later && (
        <>
          <later.BanDialog person={toBan} onClose={() => setToBan(null)} client={client} view={view} />
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

/** Whether the reader can act on what others wrote. */
export function useMayModerate(): boolean {
  return useContext(RightsContext).moderating !== null
}

export function useMayWrite(): boolean {
  return useContext(RightsContext).mayWrite
}

/** To moderators, at somebody else's message. */
export function ModeratorItems({ message }: { message: MessageEntry }) {
  const { moderating } = useContext(RightsContext)
  const later = useLater()
  return later && moderating && <later.ModerateItems message={message} {...moderating} />
}

export function ModeratorMenu({ message }: { message: MessageEntry }) {
  if (!useMayModerate()) return null
  return (
    <Menu icon="ban" label={`Moderate ${message.sender.name}`} tabIndex={-1} className={MODERATE_CLASS}>
      <ModeratorItems message={message} />
    </Menu>
  )
}
