import type { ChatClient, RoomView } from '@hubbub/client'
import { useState } from 'react'
import { Dialog } from '../../ui/dialog.js'
import { SaveForm } from '../../ui/save-form.js'
import { paceText } from './slow-text.js'
import './slow-mode.css'

const CHOICES: readonly number[] = [0, 5, 10, 30, 60, 300, 900, 3_600, 21_600]

interface SlowModeDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
  view: RoomView
}

export function SlowModeDialog({ isOpen, onClose, client, view }: SlowModeDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Slow mode">
      <SlowModeForm client={client} view={view} onClose={onClose} />
    </Dialog>
  )
}

function SlowModeForm({ client, view, onClose }: Omit<SlowModeDialogProps, 'isOpen'>) {
  const { room, slowMode } = view
  const now = slowMode?.seconds ?? 0
  const [before] = useState(now)
  const [chosen, setChosen] = useState(before)
  // Any number of seconds may have been set by a command.
  const choices = CHOICES.includes(before) ? CHOICES : [...CHOICES, before].sort((a, b) => a - b)
  return (
    <SaveForm
      onSave={() => (chosen === now ? undefined : client.setSlowMode(room.roomId, chosen))}
      onClose={onClose}
    >
      <fieldset className="slow-choices">
        <legend>Each person can write one message every</legend>
        {choices.map(seconds => (
          <label key={seconds} className="check">
            <input
              type="radio"
              name="slow-mode"
              checked={seconds === chosen}
              onChange={() => setChosen(seconds)}
            />
            {seconds === 0 ? 'Off' : paceText(seconds)}
          </label>
        ))}
      </fieldset>
      <p className="field-hint">
        Replies count, edits and reactions do not. Moderators can write at any time.
      </p>
    </SaveForm>
  )
}
