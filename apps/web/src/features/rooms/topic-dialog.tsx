import type { ChatClient, RoomView } from '@hubbub/client'
import { TOPIC_MAX_LENGTH } from '@hubbub/shared'
import { Dialog } from '../../ui/dialog.js'
import { SaveForm } from '../../ui/save-form.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { TextField } from '../../ui/text-field.js'
import { useChosen } from '../../ui/use-chosen.js'

interface TopicDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
  view: RoomView
}

export function TopicDialog({ isOpen, onClose, client, view }: TopicDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Topic of the room">
      <TopicForm client={client} view={view} onClose={onClose} />
    </Dialog>
  )
}

function TopicForm({ client, view: { room }, onClose }: Omit<TopicDialogProps, 'isOpen'>) {
  const { chosen, choose, isOvertaken } = useChosen(room.topic)
  const wanted = chosen.trim()
  return (
    <SaveForm
      onSave={() => (wanted === room.topic ? undefined : client.setTopic(room.roomId, wanted))}
      onClose={onClose}
    >
      <TextField
        label="What is it about?"
        name="topic"
        autoComplete="off"
        maxLength={TOPIC_MAX_LENGTH}
        hint="Everybody in the room sees it, and can change it. Leave it empty for none."
        value={chosen}
        onChange={event => choose(event.target.value)}
      />
      <div role="status">
        {isOvertaken && (
          <p className="notice-calm">
            Somebody has changed it meanwhile{room.topic === '' ? ', to none' : ', to: '}
            <bdi>{tameMarks(room.topic)}</bdi>. Saving replaces that.
          </p>
        )}
      </div>
    </SaveForm>
  )
}
