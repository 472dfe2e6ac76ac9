import type { AccountApi, ChatClient } from '@hubbub/client'
import { type Account, LOBBY } from '@hubbub/shared'
import { Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { Dialog } from '../../ui/dialog.js'
import { MEDIUM, NARROW, useMedia } from '../../ui/use-media.js'
import { useClusterRoute } from '../cluster/cluster-route.js'
import { ClusterPage } from '../cluster/lazy-cluster-page.js'
import { createDrafts } from '../composer/drafts.js'
import { focusComposer } from '../composer/focus-composer.js'
import { useUploads } from '../files/use-uploads.js'
import { hasNews, newsIn } from '../rooms/news-in.js'
import { inOrder, nextRoom } from '../rooms/room-order.js'
import { openRoom, replaceRoom, useRoomRoute } from '../rooms/room-route.js'
import { Sidebar } from '../rooms/sidebar.js'
import { useSearchPanel } from '../search/use-search-panel.js'
import { Splash } from '../sign-in/splash.js'
import { useTellRead } from '../timeline/use-tell-read.js'
import { useWanted } from '../timeline/use-wanted.js'
import type { ChatDialog, RoomDialog } from './chat-dialogs.js'
import { useLater } from './later.js'
import { RoomPane } from './room-pane.js'
import { SkipLinks } from './skip-links.js'
import { useChatState } from './use-chat-state.js'
import { useFirstRoom } from './use-first-room.js'
import { useLeaveWhenRemoved } from './use-leave-when-removed.js'
import { useLinkedMessage } from './use-linked-message.js'
import { useMembersPreference } from './use-members-preference.js'
import { useTitle } from './use-title.js'
import './chat-page.css'

interface ChatPageProps {
  account: Account
  client: ChatClient
  accounts: AccountApi
  onSignedOut: (notice: string | null) => void
}

const OF_ROOM: Readonly<Record<RoomDialog, true>> = {
  topic: true,
  rename: true,
  invite: true,
  'leave-room': true,
  'slow-mode': true,
  webhooks: true,
}

const SESSION_OVER: Record<Account['kind'], string> = {
  registered: 'Your session has ended. Sign in again; what was not sent is kept.',
  guest: 'Your time as a guest has ended.',
}

export function ChatPage({ account, client, accounts, onSignedOut }: ChatPageProps) {
  const state = useChatState(client)
  const { connection, rooms, roomsLoaded, roomsAwaited, removals } = state
  const roomId = useRoomRoute()
  const ordered = useMemo(() => inOrder(rooms), [rooms])
  const current = (roomId !== null && rooms.get(roomId)) || null
  const drafts = useMemo(() => createDrafts(localStorage, account.userId), [account.userId])
  const attachments = useUploads(client, drafts)
  const [dialog, setDialog] = useState<ChatDialog | null>(null)
  const [isDrawerOpen, setDrawerOpen] = useState(false)
  const isNarrow = useMedia(NARROW)
  const isOverlay = useMedia(MEDIUM)
  const members = useMembersPreference(isOverlay, roomId)
  const search = useSearchPanel(current && roomId)
  const later = useLater()
  const people = useMemo(() => later?.knownPeople(ordered, current) ?? [], [later, ordered, current])
  const wanted = useWanted(roomId)
  useLinkedMessage(current !== null, wanted)
  // Beside the room there is place for one of them.
  const membersAreOpen = members.isOpen && !(search.isOpen && !isOverlay)
  const isClusterOpen = useClusterRoute() && state.isOperator
  const membersAreShown = membersAreOpen && current !== null
  useTitle(ordered, account, isClusterOpen ? 'Cluster' : (current?.room.name ?? null))

  const isSessionOver = connection.state === 'signed-out'
  const leaveBrowser = useCallback(() => {
    void later?.leaveDevice(account.userId)
    // Nobody can come back as this guest; the next person at this browser must not find what was not sent.
    if (account.kind !== 'guest') return
    drafts.clear()
    client.end()
  }, [account, drafts, client, later])
  useEffect(() => {
    if (!isSessionOver) return
    leaveBrowser()
    onSignedOut(SESSION_OVER[account.kind])
  }, [isSessionOver, onSignedOut, leaveBrowser, account.kind])

  // Without a lobby the whole list is waited for, or the room that was joined first would open.
  const first = (rooms.get(LOBBY) ?? (roomsLoaded ? ordered[0] : undefined))?.room.roomId
  useFirstRoom(roomId, first, isClusterOpen)
  useTellRead(client)
  useLeaveWhenRemoved(removals, roomId)
  // What is asked of one room is not to be answered in another.
  useEffect(() => {
    if (roomId !== null) setDialog(open => (open !== null && open in OF_ROOM ? null : open))
  }, [roomId])

  function openNext(by: 1 | -1, isToNews: boolean) {
    const next = nextRoom(ordered, roomId, by, view => !isToNews || hasNews(view, account))
    if (next !== null) openRoom(next)
  }

  async function signOut() {
    await accounts.logout()
    drafts.clear()
    leaveBrowser()
    replaceRoom(null)
    onSignedOut(null)
  }

  const others = ordered.filter(view => view !== current)
  const closeDrawer = () => setDrawerOpen(false)
  const sidebar = (
    <Sidebar
      account={account}
      client={client}
      rooms={ordered}
      drafts={drafts}
      isLoaded={roomsLoaded}
      current={roomId}
      isOperator={state.isOperator}
      onOpened={closeDrawer}
      onAction={action => {
        closeDrawer()
        setDialog(action)
      }}
    />
  )
  const membersPanel = current && later && (
    <later.MembersPanel
      key={current.room.roomId}
      client={client}
      view={current}
      me={account.userId}
      onAction={setDialog}
    />
  )
  function toggleMembers() {
    if (search.isOpen) search.close()
    if (!search.isOpen || !members.isOpen) members.toggle()
  }

  const isConnected = connection.state === 'connected'
  const unseen = later && (
    <>
      <later.DevicePushes account={account} client={client} isConnected={isConnected} />
      <later.Notices rooms={ordered} me={account} areLoaded={roomsLoaded && roomsAwaited.size === 0} />
    </>
  )
  if (isClusterOpen) {
    return (
      <Suspense fallback={<Splash />}>
        {unseen}
        <ClusterPage client={client} connection={connection} rooms={ordered} />
      </Suspense>
    )
  }
  return (
    <div className="page">
      {unseen}
      <SkipLinks />
      {!isNarrow && <div className="page-sidebar">{sidebar}</div>}
      <RoomPane
        account={account}
        client={client}
        connection={connection}
        roomId={roomId}
        view={current}
        isLoaded={roomsLoaded}
        isAwaited={roomId === null ? roomsAwaited.size > 0 : roomsAwaited.has(roomId)}
        removals={removals}
        drafts={drafts}
        attachments={attachments}
        takesFiles={state.fileMaxBytes !== null}
        isNarrow={isNarrow}
        wanted={wanted}
        people={people}
        actions={{ openDialog: setDialog, search: search.open }}
        searchIsOpen={search.isOpen}
        membersAreOpen={membersAreOpen}
        newsElsewhere={newsIn(others, account)}
        onOpenRooms={() => setDrawerOpen(true)}
        onChangeTopic={() => setDialog('topic')}
        onToggleSearch={search.toggle}
        onToggleMembers={toggleMembers}
      />
      {membersAreShown && !isOverlay && (
        <aside className="page-members" aria-label="Members">
          {membersPanel}
        </aside>
      )}
      {later && (
        <later.SearchSide isOpen={search.isOpen} isOverlay={isOverlay} onClose={search.close}>
          {current && (
            <later.SearchPanel
              client={client}
              view={current}
              rooms={ordered}
              me={account}
              search={search}
              isConnected={isConnected}
              onChoose={message => {
                // In this order: whoever opens another room wants nothing yet.
                openRoom(message.roomId)
                wanted.show(message, message.roomId)
                if (isOverlay) search.close()
              }}
            />
          )}
        </later.SearchSide>
      )}
      {isNarrow && (
        <Dialog isOpen={isDrawerOpen} onClose={closeDrawer} title="Rooms" shape="drawer" hasHeading={false}>
          {sidebar}
        </Dialog>
      )}
      {isOverlay && (
        <Dialog isOpen={membersAreShown} onClose={members.close} title="Members" shape="panel">
          {membersPanel}
        </Dialog>
      )}
      {later && (
        <later.Shortcuts
          onStep={openNext}
          onSwitch={() => setDialog('switch-room')}
          onSearch={() => search.open()}
          onHelp={() => setDialog('shortcuts')}
          onLetter={focusComposer}
        />
      )}
      {later && (
        <later.ChatDialogs
          open={dialog}
          onClose={() => setDialog(null)}
          onOpen={setDialog}
          client={client}
          account={account}
          rooms={ordered}
          current={current}
          onSignOut={signOut}
        />
      )}
    </div>
  )
}
