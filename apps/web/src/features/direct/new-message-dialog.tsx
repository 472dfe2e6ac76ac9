import type { ChatClient, RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { useState } from 'react'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { useIsThere } from '../../ui/use-is-there.js'
import { openRoom } from '../rooms/room-route.js'
import { peopleNearby } from './people-nearby.js'
import { PersonFinder } from './person-finder.js'

interface NewMessageDialogProps {
  isOpen: boolean
  onClose: () => void
  client: ChatClient
  rooms: readonly RoomView[]
  account: User
}

export function NewMessageDialog({ isOpen, onClose, ...rest }: NewMessageDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="New message">
      <Content {...rest} onClose={onClose} />
    </Dialog>
  )
}

function Content({ client, rooms, account, onClose }: Omit<NewMessageDialogProps, 'isOpen'>) {
  const [problem, setProblem] = useState<string | null>(null)
  const isThere = useIsThere()

  async function open({ userId }: User) {
    setProblem(null)
    try {
      const roomId = await client.openDirect(userId)
      if (!isThere()) return
      onClose()
      openRoom(roomId)
    } catch (error) {
      setProblem(describeFailure(error))
    }
  }

  return (
    <div className="dialog-content switcher">
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <PersonFinder
        client={client}
        nearby={peopleNearby(rooms, account.userId)}
        onChoose={person => void open(person)}
      />
    </div>
  )
}
