import type { ChatClient, RoomView } from '@hubbub/client'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { replaceRoom } from './room-route.js'

interface LeaveRoomDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
  view: RoomView
}

export function LeaveRoomDialog({ isOpen, onClose, client, view }: LeaveRoomDialogProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function leave() {
    setBusy(true)
    setProblem(null)
    try {
      await client.leaveRoom(view.room.roomId)
      onClose()
      replaceRoom(null)
    } catch (error) {
      setProblem(describeFailure(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Leave this room?">
      <div className="dialog-content">
        <p>
          You will hear nothing more from <bdi>{view.room.name}</bdi>. You can join again at any time.
        </p>
        {view.room.memberCount <= 1 && (
          <p>You are the only member: without any for a day, the room ends, and its messages with it.</p>
        )}
        <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
        <div className="dialog-actions">
          <Button onClick={onClose}>Stay</Button>
          <Button tone="danger" isBusy={isBusy} onClick={leave}>
            Leave room
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
