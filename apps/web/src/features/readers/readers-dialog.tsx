import type { ChatClient, RoomView } from '@hubbub/client'
import { type MessageEntry, READERS_ROOM_MAX, type User } from '@hubbub/shared'
import { Avatar } from '../../ui/avatar.js'
import { Dialog } from '../../ui/dialog.js'
import { Name } from '../../ui/name.js'
import { ShareReads } from './share-reads.js'
import { useReaders } from './use-readers.js'
import './readers.css'

interface ReadersProps {
  client: ChatClient
  view: RoomView
  message: MessageEntry
}

interface ReadersDialogProps extends Omit<ReadersProps, 'message'> {
  /** null: none is asked about. */
  message: MessageEntry | null
  onClose: () => void
}

export function ReadersDialog({ message, onClose, ...props }: ReadersDialogProps) {
  return (
    <Dialog isOpen={message !== null} onClose={onClose} title="Who has read it">
      {message !== null && <Readers {...props} message={message} />}
    </Dialog>
  )
}

function Readers({ client, view, message }: ReadersProps) {
  const { answer, problem } = useReaders(client, view.room.roomId, view.timeline.epoch, message.seq)
  // Who wrote it is no news.
  const readers = answer?.readers?.filter(({ userId }) => userId !== message.sender.userId) ?? null
  return (
    <div className="dialog-content readers">
      <p role="status">{answer === null ? problem === null && 'Asking…' : countText(readers)}</p>
      {readers !== null && readers.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by keyboard
        <ul aria-label="Who has read it" tabIndex={0}>
          {readers.map(person => (
            <li key={person.userId}>
              <Avatar user={person} size="s" />
              <Name>{person.name}</Name>
            </li>
          ))}
        </ul>
      )}
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      {answer !== null && (
        <div className="readers-choice">
          <ShareReads client={client} />
        </div>
      )}
    </div>
  )
}

/** @param readers null: the room is too large to tell */
function countText(readers: readonly User[] | null): string {
  if (readers === null) return `In a room of more than ${READERS_ROOM_MAX} members nobody is told.`
  if (readers.length === 0) return 'Nobody else so far.'
  return readers.length === 1 ? 'One person:' : `${readers.length} people:`
}
