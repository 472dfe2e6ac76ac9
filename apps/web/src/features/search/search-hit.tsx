import { type FoundMessage, searchMarks } from '@hubbub/client'
import type { MessagePlace } from '@hubbub/shared'
import { memo } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { fullText, momentText } from '../timeline/clock-text.js'
import { plainText } from '../timeline/plain-text.js'
import { AppBadge } from '../webhooks/app-badge.js'
import { excerptOf } from './excerpt.js'

interface SearchHitProps {
  message: FoundMessage
  query: string
  /** Milliseconds since 1970. */
  today: number
  onChoose: (place: MessagePlace) => void
}

export const SearchHit = memo(function SearchHit({ message, query, today, onChoose }: SearchHitProps) {
  const { sender, sentAt } = message
  // Found by the name of a file, maybe.
  const names = message.files?.map(({ name }) => name) ?? []
  const text = [plainText(message.text), ...names].filter(Boolean).join(' · ')
  return (
    <button type="button" className="search-hit" onClick={() => onChoose(message)}>
      <span className="search-hit-head">
        <Avatar user={sender} size="s" />
        <Name>{sender.name}</Name>
        <AppBadge sender={sender} />
        <time dateTime={new Date(sentAt).toISOString()} title={fullText(sentAt)}>
          {momentText(sentAt, today)}
        </time>
      </span>
      <span className="search-hit-text" dir="auto">
        {excerptOf(text, searchMarks(text, query)).map((piece, index) => {
          const shown = tameMarks(piece.text)
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change places
          return piece.isMarked ? <mark key={index}>{shown}</mark> : shown
        })}
      </span>
    </button>
  )
})
