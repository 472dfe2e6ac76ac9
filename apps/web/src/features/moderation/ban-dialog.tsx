import type { ChatClient, RoomView } from '@hubbub/client'
import type { User, UserId } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { mayRestrict } from './powers.js'
import { restrict } from './restrict.js'
import { useWhileAllowed } from './use-while-allowed.js'

interface BanDialogProps {
  /** null: it is closed. */
  person: User | null
  onClose: () => void
  client: ChatClient
  view: RoomView
  me: UserId
}

export function BanDialog({ person, me, onClose, ...rest }: BanDialogProps) {
  const may = person !== null && mayRestrict(rest.view, person.userId, me)
  const isOpen = useWhileAllowed(person !== null, may, onClose)
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Remove from this room?">
      {person !== null && <Content person={person} onClose={onClose} {...rest} />}
    </Dialog>
  )
}

function Content({ person, onClose, client, view }: Omit<BanDialogProps, 'me'> & { person: User }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function remove() {
    setBusy(true)
    if (await restrict({ client, view, onProblem: setProblem }, person, 'banned')) return onClose()
    setBusy(false)
  }

  return (
    <div className="dialog-content">
      <p>
        <bdi>{tameMarks(person.name)}</bdi> will receive nothing more from <bdi>{view.room.name}</bdi> and
        cannot come back until a moderator lets them back in. What they wrote stays. A guest can sign in as
        somebody new.
      </p>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="danger" isBusy={isBusy} onClick={remove}>
          Remove and ban
        </Button>
      </div>
    </div>
  )
}
