import { type FoundMessage, type RoomView, searchMarks } from '@hubbub/client'
import { memo } from 'react'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { RoomMark } from '../rooms/room-mark.js'
import { MessageCardHead } from '../timeline/message-card.js'
import { plainText } from '../timeline/plain-text.js'
import { excerptOf } from './excerpt.js'

interface SearchHitProps {
  message: FoundMessage
  /** null: it goes without saying. */
  room: RoomView | null
  /** To be marked. */
  words: string
  /** Milliseconds since 1970. */
  today: number
  onChoose: (message: FoundMessage) => void
}

export const SearchHit = memo(function SearchHit({ message, room, words, today, onChoose }: SearchHitProps) {
  // Found by the name of a file, maybe.
  const names = message.files?.map(({ name }) => name) ?? []
  const text = [plainText(message.text), ...names].filter(Boolean).join(' · ')
  return (
    <button type="button" className="search-hit" onClick={() => onChoose(message)}>
      <MessageCardHead sender={message.sender} sentAt={message.sentAt} today={today} />
      {room !== null && (
        <span className="search-hit-room">
          {room.partner === null ? <RoomMark room={room.room} /> : 'with '}
          <Name>{room.room.name}</Name>
        </span>
      )}
      <span className="search-hit-text" dir="auto">
        {excerptOf(text, searchMarks(text, words)).map((piece, index) => {
          const shown = tameMarks(piece.text)
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change places
          return piece.isMarked ? <mark key={index}>{shown}</mark> : shown
        })}
      </span>
    </button>
  )
})
