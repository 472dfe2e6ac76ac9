import type { ChatClient, ConnectionStatus, Removal, RoomView } from '@hubbub/client'
import type { Account, RoomId, User } from '@hubbub/shared'
import { failureText } from '../../ui/failure-text.js'
import type { PageActions } from '../commands/command.js'
import { Composer } from '../composer/composer.js'
import type { Drafts } from '../composer/drafts.js'
import { partnerGone } from '../direct/partner.js'
import type { Attachments } from '../files/attachments.js'
import { useAttachments } from '../files/use-attachments.js'
import { Mentions } from '../mentions/mentions-context.js'
import { MutedNote } from '../moderation/muted-note.js'
import { RemovalNotices } from '../moderation/removal-notices.js'
import { RoomRights } from '../moderation/room-rights.js'
import { usePinning } from '../pins/use-pinning.js'
import { usePinsPanel } from '../pins/use-pins-panel.js'
import { useReply } from '../replies/use-reply.js'
import type { News } from '../rooms/news-in.js'
import { RoomHeader } from '../rooms/room-header.js'
import { RoomMenu } from '../rooms/room-menu.js'
import { Timeline } from '../timeline/timeline.js'
import { TimelineSkeleton } from '../timeline/timeline-skeleton.js'
import { useEdits } from '../timeline/use-edits.js'
import type { Wanted } from '../timeline/use-wanted.js'
import { useIsLaterMissing, useLater } from './later.js'
import { PageNotice, ReloadNotice } from './page-notice.js'
import { useTrouble } from './use-trouble.js'

interface RoomPaneProps {
  account: Account
  client: ChatClient
  connection: ConnectionStatus
  roomId: RoomId | null
  view: RoomView | null
  isLoaded: boolean
  /** Whether the room, or any at all, is there but cannot be joined right now. */
  isAwaited: boolean
  removals: readonly Removal[]
  drafts: Drafts
  attachments: Attachments
  /** Whether the server takes files. */
  takesFiles: boolean
  isNarrow: boolean
  wanted: Wanted
  /** Those whom this page knows. */
  people: readonly User[]
  actions: PageActions
  searchIsOpen: boolean
  membersAreOpen: boolean
  newsElsewhere: News
  onOpenRooms: () => void
  onChangeTopic: () => void
  onToggleSearch: () => void
  onToggleMembers: () => void
}

export function RoomPane({ account, client, roomId, isLoaded, isAwaited, drafts, ...rest }: RoomPaneProps) {
  const { removals, wanted, people, actions, attachments, takesFiles, ...header } = rest
  const { connection, view } = header
  const isConnected = connection.state === 'connected'
  const edits = useEdits(roomId, view, account.userId, drafts.edits)
  const gone = view && partnerGone(view)
  const reply = useReply(roomId, view, drafts)
  const trouble = useTrouble(client, roomId)
  const pinning = usePinning(client, roomId, view, trouble)
  const pins = usePinsPanel(roomId)
  const files = useAttachments(attachments, roomId)
  const later = useLater()
  const isLaterMissing = useIsLaterMissing()
  return (
    <main className="page-main">
      <RoomHeader
        {...header}
        pinsAreOpen={pins.isOpen}
        onOpenPins={pins.open}
        menu={
          view !== null && (
            <RoomMenu
              view={view}
              onNotify={level =>
                trouble.attempt(
                  client.setNotifyLevel(view.room.roomId, level),
                  'What this room notifies you of was not changed.',
                )
              }
              onOpen={actions.openDialog}
            />
          )
        }
      />
      {connection.state === 'outdated' && (
        <ReloadNotice>The server speaks a newer version of Hubbub.</ReloadNotice>
      )}
      {isConnected && isLaterMissing && (
        <ReloadNotice>
          A part of this page could not be loaded: buttons at messages, commands, files, search and dialogs
          are missing.
        </ReloadNotice>
      )}
      {connection.state === 'refused' && (
        <div className="page-notice" role="alert">
          <p>{failureText(connection.code)}</p>
        </div>
      )}
      {trouble.problem !== null && <PageNotice onDismiss={trouble.forget}>{trouble.problem}</PageNotice>}
      <RemovalNotices client={client} removals={removals} />
      {view !== null && (
        <Mentions client={client} view={view} account={account}>
          <RoomRights key={`rights ${view.room.roomId}`} client={client} view={view} me={account.userId}>
            <Timeline
              key={`${view.room.roomId} ${view.timeline.epoch}`}
              client={client}
              view={view}
              account={account}
              isConnected={isConnected}
              edits={edits}
              onReply={reply.begin}
              answered={reply.to}
              onPin={pinning.pin}
              attempt={trouble.attempt}
              wanted={wanted}
            />
          </RoomRights>
          {/* Always there, so that what comes into it is announced. */}
          <div role="status">{gone === null && view.mutedBy !== null && <MutedNote by={view.mutedBy} />}</div>
          {gone !== null && later && <later.GoneNote partner={gone} />}
          {gone === null && view.mutedBy === null && (
            <Composer
              key={view.room.roomId}
              client={client}
              view={view}
              typing={view.typing}
              isConnected={isConnected}
              drafts={drafts}
              me={account}
              people={people}
              actions={actions}
              reply={reply}
              files={takesFiles && !isLaterMissing ? files : null}
              onEditLast={() => edits.beginOwn(null)}
            />
          )}
          {later && (
            <>
              <later.DropZone
                roomName={view.room.name}
                refusal={whyNoFiles(view, gone !== null, takesFiles)}
                onDrop={files.add}
              />
              <later.PinsDialog
                isOpen={pins.isOpen}
                onClose={pins.close}
                client={client}
                view={view}
                pinning={pinning}
                onShow={place => {
                  wanted.show(place)
                  pins.close()
                }}
              />
            </>
          )}
        </Mentions>
      )}
      {view === null &&
        (isLoaded && later ? (
          <later.NoRoom roomId={roomId} isAwaited={isAwaited} client={client} />
        ) : (
          <TimelineSkeleton />
        ))}
    </main>
  )
}

function whyNoFiles({ mutedBy }: RoomView, isGone: boolean, takesFiles: boolean): string | null {
  if (isGone) return 'Nobody is there to send files to.'
  if (mutedBy !== null) return 'You are muted in this room.'
  return takesFiles ? null : 'Files cannot be sent right now.'
}
