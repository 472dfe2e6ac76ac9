import type { ChatClient, ConnectionStatus, RoomView } from '@hubbub/client'
import type { Account, RoomId } from '@hubbub/shared'
import { Button } from '../../ui/button.js'
import { failureText } from '../../ui/failure-text.js'
import { Composer } from '../composer/composer.js'
import type { Drafts } from '../composer/drafts.js'
import { Mentions } from '../mentions/mentions-context.js'
import { useReply } from '../replies/use-reply.js'
import type { News } from '../rooms/news-in.js'
import { NoRoom, RoomDoor } from '../rooms/room-door.js'
import { RoomHeader } from '../rooms/room-header.js'
import { Timeline } from '../timeline/timeline.js'
import { TimelineSkeleton } from '../timeline/timeline-skeleton.js'
import { useEdits } from '../timeline/use-edits.js'
import type { Wanted } from '../timeline/use-wanted.js'

interface RoomPaneProps {
  account: Account
  client: ChatClient
  connection: ConnectionStatus
  roomId: RoomId | null
  view: RoomView | null
  isLoaded: boolean
  drafts: Drafts
  isNarrow: boolean
  wanted: Wanted
  searchIsOpen: boolean
  membersAreOpen: boolean
  newsElsewhere: News
  onOpenRooms: () => void
  onToggleSearch: () => void
  onToggleMembers: () => void
}

export function RoomPane({ account, client, roomId, isLoaded, drafts, wanted, ...header }: RoomPaneProps) {
  const { connection, view } = header
  const isConnected = connection.state === 'connected'
  const edits = useEdits(roomId, view, account.userId)
  const reply = useReply(roomId, view, drafts)
  return (
    <main className="page-main">
      <RoomHeader {...header} />
      {connection.state === 'outdated' && (
        <div className="page-notice" role="alert">
          <p>The server speaks a newer version of Hubbub.</p>
          <Button tone="primary" onClick={() => location.reload()}>
            Reload
          </Button>
        </div>
      )}
      {connection.state === 'refused' && (
        <div className="page-notice" role="alert">
          <p>{failureText(connection.code)}</p>
        </div>
      )}
      {view !== null && (
        <Mentions view={view} account={account}>
          <Timeline
            key={`${view.room.roomId} ${view.timeline.epoch}`}
            client={client}
            view={view}
            account={account}
            isConnected={isConnected}
            edits={edits}
            onReply={reply.begin}
            wanted={wanted}
          />
          <Composer
            key={view.room.roomId}
            client={client}
            view={view}
            typing={view.typing}
            isConnected={isConnected}
            drafts={drafts}
            reply={reply}
            onEditLast={() => edits.beginOwn(null)}
          />
        </Mentions>
      )}
      {view === null && <NoView roomId={roomId} isLoaded={isLoaded} client={client} />}
    </main>
  )
}

type NoViewProps = Pick<RoomPaneProps, 'roomId' | 'isLoaded' | 'client'>

function NoView({ roomId, isLoaded, client }: NoViewProps) {
  if (!isLoaded) return <TimelineSkeleton />
  return roomId === null ? <NoRoom /> : <RoomDoor key={roomId} roomId={roomId} client={client} />
}
