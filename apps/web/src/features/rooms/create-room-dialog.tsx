import type { ChatClient } from '@hubbub/client'
import { NAME_MAX_LENGTH } from '@hubbub/shared'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { TextField } from '../../ui/text-field.js'
import { useIsThere } from '../../ui/use-is-there.js'
import { openRoom } from './room-route.js'

interface CreateRoomDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
}

export function CreateRoomDialog({ isOpen, onClose, client }: CreateRoomDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Create a room">
      <CreateRoomForm client={client} onClose={onClose} />
    </Dialog>
  )
}

function CreateRoomForm({ client, onClose }: { client: ChatClient; onClose: () => void }) {
  const [name, setName] = useState('')
  const [isPrivate, setPrivate] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isThere = useIsThere()

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    try {
      const room = await client.createRoom(name.trim(), isPrivate)
      if (!isThere()) return
      onClose()
      openRoom(room.roomId)
    } catch (error) {
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  return (
    <form className="dialog-content" onSubmit={submit}>
      <TextField
        label="Room name"
        name="room-name"
        autoComplete="off"
        required
        maxLength={NAME_MAX_LENGTH}
        hint={hintFor(name, isPrivate)}
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <label className="check">
        <input type="checkbox" checked={isPrivate} onChange={event => setPrivate(event.target.checked)} />
        Private
      </label>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" isBusy={isBusy}>
          Create room
        </Button>
      </div>
    </form>
  )
}

function hintFor(name: string, isPrivate: boolean): string {
  // The field takes no more: who types or pastes a longer one must know that it is cut off.
  if (name.length >= NAME_MAX_LENGTH) return `A name has at most ${NAME_MAX_LENGTH} characters.`
  return isPrivate
    ? 'Only people whom a member invites can find and join it.'
    : 'Everybody here can find and join it.'
}
