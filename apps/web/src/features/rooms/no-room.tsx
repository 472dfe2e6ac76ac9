import { type ChatClient, CommandFailed } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.js'
import { describeFailure } from '../../ui/failure-text.js'
import './no-room.css'

interface NoRoomProps {
  /** null: there is none to show. */
  roomId: RoomId | null
  /** Whether it, or any room at all, is there but cannot be joined right now. */
  isAwaited: boolean
  client: ChatClient
}

/** What stands in place of a room. */
export function NoRoom({ roomId, isAwaited, client }: NoRoomProps) {
  if (isAwaited) {
    return (
      <div className="no-room" role="status">
        <h1>
          {roomId === null ? 'Your rooms cannot be opened right now' : 'This room cannot be opened right now'}
        </h1>
        <p>Hubbub keeps trying.</p>
      </div>
    )
  }
  if (roomId !== null) return <RoomDoor key={roomId} roomId={roomId} client={client} />
  return (
    <div className="no-room">
      <h1>You are in no room</h1>
      <p>Browse the rooms there are, or create one.</p>
    </div>
  )
}

/** To a room that the user is not in, after following a link to it. */
function RoomDoor({ roomId, client }: { roomId: RoomId; client: ChatClient }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [isShut, setShut] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)

  // With the button goes the focus; with the heading what has come of it is read out.
  useEffect(() => {
    if (isShut) heading.current?.focus()
  }, [isShut])

  async function join() {
    setBusy(true)
    setProblem(null)
    try {
      await client.joinRoom(roomId)
    } catch (error) {
      // The server tells nobody which of both it is.
      if (error instanceof CommandFailed && error.code === 'not_a_member') setShut(true)
      else setProblem(describeFailure(error))
    } finally {
      setBusy(false)
    }
  }

  if (isShut) {
    return (
      <div className="no-room">
        <h1 ref={heading} tabIndex={-1}>
          This room does not exist, or is private
        </h1>
        <p>Ask somebody in it to invite you.</p>
      </div>
    )
  }
  return (
    <div className="no-room">
      <h1>You are not in this room</h1>
      <p>Join it to read and write there.</p>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <Button tone="primary" isBusy={isBusy} onClick={join}>
        Join room
      </Button>
    </div>
  )
}
