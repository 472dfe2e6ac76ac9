import type { ChatClient, RoomView } from '@hubbub/client'
import { NAME_MAX_LENGTH } from '@hubbub/shared'
import { Dialog } from '../../ui/dialog.js'
import { SaveForm } from '../../ui/save-form.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { TextField } from '../../ui/text-field.js'
import { useChosen } from '../../ui/use-chosen.js'

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
  const { chosen, choose, isOvertaken } = useChosen(room.name)
  const wanted = chosen.trim()
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
          chosen.length >= NAME_MAX_LENGTH
            ? `A name has at most ${NAME_MAX_LENGTH} characters.`
            : 'Everybody sees it at once. Messages and links stay as they are.'
        }
        value={chosen}
        onChange={event => choose(event.target.value)}
      />
      <div role="status">
        {isOvertaken && (
          <p className="notice-calm">
            Somebody has changed it meanwhile, to: <bdi>{tameMarks(room.name)}</bdi>. Saving replaces that.
          </p>
        )}
      </div>
    </SaveForm>
  )
}
