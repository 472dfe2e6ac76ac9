import type { ChatClient, RoomView } from '@hubbub/client'
import { TOPIC_MAX_LENGTH } from '@hubbub/shared'
import { useState } from 'react'
import { Dialog } from '../../ui/dialog.js'
import { SaveForm } from '../../ui/save-form.js'
import { TextField } from '../../ui/text-field.js'

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
  const [topic, setTopic] = useState(room.topic)
  const wanted = topic.trim()
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
        value={topic}
        onChange={event => setTopic(event.target.value)}
      />
    </SaveForm>
  )
}
