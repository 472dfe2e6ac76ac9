import type { ChatClient, RoomView } from '@hubbub/client'
import { NAME_MAX_LENGTH } from '@hubbub/shared'
import { useState } from 'react'
import { Dialog } from '../../ui/dialog.js'
import { SaveForm } from '../../ui/save-form.js'
import { TextField } from '../../ui/text-field.js'

interface RenameRoomDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
  view: RoomView
}

export function RenameRoomDialog({ isOpen, onClose, client, view }: RenameRoomDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Rename room">
      <RenameRoomForm client={client} view={view} onClose={onClose} />
    </Dialog>
  )
}

function RenameRoomForm({ client, view: { room }, onClose }: Omit<RenameRoomDialogProps, 'isOpen'>) {
  const [name, setName] = useState(room.name)
  const wanted = name.trim()
  return (
    <SaveForm
      onSave={() => (wanted === room.name ? undefined : client.renameRoom(room.roomId, wanted))}
      onClose={onClose}
    >
      <TextField
        label="Room name"
        name="room-name"
        autoComplete="off"
        required
        maxLength={NAME_MAX_LENGTH}
        hint={
          name.length >= NAME_MAX_LENGTH
            ? `A name has at most ${NAME_MAX_LENGTH} characters.`
            : 'Everybody sees it at once. Messages and links stay as they are.'
        }
        value={name}
        onChange={event => setName(event.target.value)}
      />
    </SaveForm>
  )
}
