import type { ChatClient, RoomView } from '@hubbub/client'
import { Dialog } from '../../ui/dialog.js'
import { SaveForm } from '../../ui/save-form.js'
import { useChosen } from '../../ui/use-chosen.js'
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
  const { chosen, choose, isOvertaken } = useChosen(now)
  // Any number of seconds may have been set by a command.
  const choices = [...new Set([...CHOICES, now, chosen])].sort((a, b) => a - b)
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
              onChange={() => choose(seconds)}
            />
            {nameOf(seconds)}
          </label>
        ))}
      </fieldset>
      <p className="field-hint">
        Replies count, edits and reactions do not. Moderators can write at any time.
      </p>
      <div role="status">
        {isOvertaken && (
          <p className="notice-calm">
            Somebody has changed it meanwhile, to: {nameOf(now)}. Saving replaces that.
          </p>
        )}
      </div>
    </SaveForm>
  )
}

function nameOf(seconds: number): string {
  return seconds === 0 ? 'Off' : paceText(seconds)
}
