import { type ChatClient, CommandFailed, type RoomView } from '@hubbub/client'
import type { MessageEntry } from '@hubbub/shared'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { focusComposerAfter } from '../composer/focus-composer.js'
import { timeText } from '../timeline/clock-text.js'
import { useWhileAllowed } from './use-while-allowed.js'

const GONE = 'This message is gone already.'

interface DeleteDialogProps {
  /** Somebody else's; null: it is closed. */
  message: MessageEntry | null
  onClose: () => void
  client: ChatClient
  view: RoomView
}

/** Asks a moderator once more. */
export function DeleteDialog({ message, onClose, ...rest }: DeleteDialogProps) {
  const isOpen = useWhileAllowed(message !== null, rest.view.isModerator, onClose)
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Delete this message?">
      {message !== null && <Content message={message} onClose={onClose} {...rest} />}
    </Dialog>
  )
}

function Content({ message, onClose, client, view }: DeleteDialogProps & { message: MessageEntry }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function remove(press: { detail: number }) {
    setBusy(true)
    setProblem(null)
    try {
      await client.change(view.room.roomId, message, null)
      // It gives the focus back first, to a button that goes with the message.
      flushSync(onClose)
      focusComposerAfter(press)
    } catch (error) {
      const isGone = error instanceof CommandFailed && error.code === 'not_found'
      setProblem(isGone ? GONE : describeFailure(error))
      setBusy(false)
    }
  }

  return (
    <div className="dialog-content">
      <p>
        What <bdi>{tameMarks(message.sender.name)}</bdi> wrote at {timeText(message.sentAt)} will be gone for
        everybody{message.files && ', with its files'}. In its place stands that a moderator deleted it. This
        cannot be undone.
      </p>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="danger" isBusy={isBusy} onClick={remove}>
          Delete for everybody
        </Button>
      </div>
    </div>
  )
}
