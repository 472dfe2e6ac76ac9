import type { ChatClient } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { describeFailure } from '../../ui/failure-text.js'
import './room-door.css'

/** What stands in place of a room that the user is not in, after following a link to it. */
export function RoomDoor({ roomId, client }: { roomId: RoomId; client: ChatClient }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function join() {
    setBusy(true)
    setProblem(null)
    try {
      await client.joinRoom(roomId)
    } catch (error) {
      setProblem(describeFailure(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="room-door">
      <h1>You are not in this room</h1>
      <p>Join it to read and write there.</p>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <Button tone="primary" isBusy={isBusy} onClick={join}>
        Join room
      </Button>
    </div>
  )
}

export function NoRoom() {
  return (
    <div className="room-door">
      <h1>You are in no room</h1>
      <p>Browse the rooms there are, or create one.</p>
    </div>
  )
}
