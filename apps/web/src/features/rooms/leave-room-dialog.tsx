import type { ChatClient, RoomView } from '@hubbub/client'
import { LOBBY } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { useIsThere } from '../../ui/use-is-there.js'
import { replaceRoom, roomIn } from './room-route.js'

interface LeaveRoomDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
  view: RoomView
}

export function LeaveRoomDialog({ isOpen, onClose, ...rest }: LeaveRoomDialogProps) {
  const what = nounOf(rest.view)
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`Leave this ${what}?`}>
      <Content {...rest} onClose={onClose} />
    </Dialog>
  )
}

function Content({ onClose, client, view }: Omit<LeaveRoomDialogProps, 'isOpen'>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isThere = useIsThere()
  const { roomId } = view.room

  async function leave() {
    setBusy(true)
    setProblem(null)
    try {
      await client.leaveRoom(roomId)
      if (isThere()) onClose()
      if (roomIn(location.hash) === roomId) replaceRoom(null)
    } catch (error) {
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  return (
    <div className="dialog-content">
      <p>
        You will receive nothing more from <bdi>{view.room.name}</bdi>. {returnText(view)}
      </p>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Stay</Button>
        <Button tone="danger" isBusy={isBusy} onClick={leave}>
          Leave {nounOf(view)}
        </Button>
      </div>
    </div>
  )
}

function nounOf({ room }: RoomView): string {
  return room.kind === 'direct' ? 'conversation' : 'room'
}

function returnText({ room }: RoomView): string {
  if (room.roomId === LOBBY) return 'You can join again at any time.'
  const end = 'it ends, with its messages, when nobody has been a member for a day.'
  if (room.kind === 'public') return `You can join again at any time, as long as the room is there: ${end}`
  if (room.kind === 'private') return `You come back only when a member invites you. As for the room: ${end}`
  return 'What was said here goes with it.'
}
