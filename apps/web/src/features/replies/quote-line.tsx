import type { EntryId } from '@hubbub/shared'
import { Icon } from '../../ui/icons.js'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import type { Quote } from './quote.js'
import './replies.css'

/** More than fits on one line. */
const SHOWN_LENGTH = 200

interface QuoteLineProps {
  quote: Quote
  /** Goes to the message. */
  onShow: (mid: EntryId) => void
}

/** Always one line, so that a row keeps its height when the message it answers comes to be known. */
export function QuoteLine({ quote, onShow }: QuoteLineProps) {
  if (quote.state !== 'held')
    return (
      <p className="quote">
        <Icon name="reply" size={14} />
        <span className="sr-only">In reply to </span>
        {quote.state === 'earlier' ? 'an earlier message' : 'a message that is not kept any more'}
      </p>
    )
  return (
    <button type="button" className="quote" onClick={() => onShow(quote.mid)}>
      <Icon name="reply" size={14} />
      <span className="sr-only">In reply to </span>
      <Name>{quote.sender.name}</Name>
      <QuotedText text={quote.text} />
    </button>
  )
}

export function QuotedText({ text }: { text: string | null }) {
  if (text === null) return <i>Message deleted</i>
  return (
    <span className="quote-text" dir="auto">
      {tameMarks(text.slice(0, SHOWN_LENGTH))}
    </span>
  )
}
