import type { ChatClient, RoomView } from '@hubbub/client'
import type { UserId } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { appoint } from './appoint.js'
import { isAppointed } from './powers.js'
import { useWhileAllowed } from './use-while-allowed.js'

interface ResignDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
  view: RoomView
  me: UserId
}

/** Asks a moderator who was appointed once more. */
export function ResignDialog({ isOpen, onClose, ...rest }: ResignDialogProps) {
  const isShown = useWhileAllowed(isOpen, isAppointed(rest.view, rest.me), onClose)
  return (
    <Dialog isOpen={isShown} onClose={onClose} title="Stop moderating?">
      <Content onClose={onClose} {...rest} />
    </Dialog>
  )
}

function Content({ onClose, client, view, me }: Omit<ResignDialogProps, 'isOpen'>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function resign() {
    setBusy(true)
    if (await appoint({ client, view, onProblem: setProblem }, { userId: me }, false)) return onClose()
    setBusy(false)
  }

  return (
    <div className="dialog-content">
      <p>
        You stay in <bdi>{view.room.name}</bdi>. Only another moderator can make you one again.
      </p>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="danger" isBusy={isBusy} onClick={resign}>
          Stop moderating
        </Button>
      </div>
    </div>
  )
}
