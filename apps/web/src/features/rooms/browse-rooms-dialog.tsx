import type { ChatClient } from '@hubbub/client'
import type { RoomId, RoomSummary } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { useIsThere } from '../../ui/use-is-there.js'
import { openRoom } from './room-route.js'
import { useRoomDirectory } from './use-room-directory.js'
import './room-dialogs.css'

interface BrowseRoomsDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
}

export function BrowseRoomsDialog({ isOpen, onClose, client }: BrowseRoomsDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Browse rooms">
      <Directory client={client} onClose={onClose} />
    </Dialog>
  )
}

function Directory({ client, onClose }: { client: ChatClient; onClose: () => void }) {
  const { rooms, isLoading, hasMore, problem, loadMore } = useRoomDirectory(client)
  const [joining, setJoining] = useState<RoomId | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const isThere = useIsThere()

  async function join(roomId: RoomId) {
    setJoining(roomId)
    setRefusal(null)
    try {
      await client.joinRoom(roomId)
      if (!isThere()) return
      onClose()
      openRoom(roomId)
    } catch (error) {
      setRefusal(describeFailure(error))
      setJoining(null)
    }
  }

  const trouble = refusal ?? problem
  return (
    <div className="dialog-content directory">
      <div role="alert">{trouble !== null && <p className="notice">{trouble}</p>}</div>
      <ul className="directory-list" aria-label="Rooms you can join" aria-busy={isLoading}>
        {rooms.map(room => (
          <DirectoryRow
            key={room.roomId}
            room={room}
            isBusy={joining !== null}
            onJoin={() => join(room.roomId)}
          />
        ))}
      </ul>
      {isLoading && <p className="directory-note">Looking for rooms…</p>}
      {!isLoading && rooms.length === 0 && !hasMore && (
        <p className="directory-note">You are in every room there is. Create a new one?</p>
      )}
      {hasMore && !isLoading && (
        <Button onClick={loadMore}>{problem === null ? 'Show more rooms' : 'Try again'}</Button>
      )}
    </div>
  )
}

function DirectoryRow(props: { room: RoomSummary; isBusy: boolean; onJoin: () => void }) {
  const { room, isBusy, onJoin } = props
  return (
    <li className="directory-row">
      <span className="directory-room">
        <Name>{room.name}</Name>
        <span>{room.memberCount === 1 ? '1 member' : `${room.memberCount} members`}</span>
        {room.topic !== '' && (
          <bdi className="directory-topic" title={room.topic}>
            {tameMarks(room.topic)}
          </bdi>
        )}
      </span>
      <Button onClick={onJoin} isBusy={isBusy} aria-label={`Join ${room.name}`}>
        Join
      </Button>
    </li>
  )
}
