import type { ChatClient, RoomView } from '@hubbub/client'
import type { User, UserId } from '@hubbub/shared'
import { useRef, useState } from 'react'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { peopleNearby } from './people-nearby.js'
import { PersonFinder } from './person-finder.js'

interface InviteDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
  view: RoomView
  rooms: readonly RoomView[]
  account: User
}

/** Stays open, for the next person. */
export function InviteDialog({ isOpen, onClose, ...rest }: InviteDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Invite people">
      <Content {...rest} />
    </Dialog>
  )
}

type Outcome = { invited: User } | { problem: string }

function Content({ client, view, rooms, account }: Omit<InviteDialogProps, 'isOpen' | 'onClose'>) {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [invited, setInvited] = useState<readonly User[]>([])
  const isThere = new Set([...view.presence.users, ...invited].map(({ userId }) => userId))
  const nearby = peopleNearby(rooms, account.userId, isThere)
  const underWay = useRef(new Set<UserId>())

  async function invite(person: User, forget: () => void) {
    if (underWay.current.has(person.userId)) return
    underWay.current.add(person.userId)
    setOutcome(null)
    try {
      await client.invite(view.room.roomId, person.userId)
      setOutcome({ invited: person })
      forget()
      setInvited(before => [...before, person])
    } catch (error) {
      setOutcome({ problem: describeFailure(error) })
    } finally {
      underWay.current.delete(person.userId)
    }
  }

  return (
    <div className="dialog-content switcher">
      <div role="alert">
        {outcome !== null && 'problem' in outcome && <p className="notice">{outcome.problem}</p>}
      </div>
      <div role="status">
        {outcome !== null && 'invited' in outcome && (
          <p className="notice-calm">
            <bdi>{tameMarks(outcome.invited.name)}</bdi> is a member now.
          </p>
        )}
      </div>
      <PersonFinder
        client={client}
        nearby={nearby}
        onChoose={(person, forget) => void invite(person, forget)}
      />
    </div>
  )
}
