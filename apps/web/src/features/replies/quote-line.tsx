import type { MessagePlace } from '@hubbub/shared'
import { Icon } from '../../ui/icons.js'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { AppBadge } from '../webhooks/app-badge.js'
import { type Quote, quotedText } from './quote.js'
import './replies.css'

interface QuoteLineProps {
  quote: Quote
  onShow: (place: MessagePlace) => void
}

/** Always one line, so that a row keeps its height when the message it answers comes to be known. */
export function QuoteLine({ quote, onShow }: QuoteLineProps) {
  const words = (
    <>
      <Icon name="reply" size={14} />
      <span className="sr-only">In reply to </span>
      <Quoted quote={quote} />
    </>
  )
  if (quote.state === 'gone') return <p className="quote">{words}</p>
  return (
    <button type="button" className="quote" onClick={() => onShow(quote.place)}>
      {words}
    </button>
  )
}

/** Who is answered, and what they said. */
export function Quoted({ quote }: { quote: Quote }) {
  if (quote.state === 'earlier') return <span className="quote-text">an earlier message</span>
  if (quote.state === 'gone') return <span className="quote-text">a message that is no longer kept</span>
  return (
    <>
      <Name>{quote.sender.name}</Name>
      <AppBadge sender={quote.sender} />
      {quote.text === null ? (
        <i className="quote-text">Message deleted</i>
      ) : (
        <span className="quote-text" dir="auto">
          {tameMarks(quotedText(quote.text))}
        </span>
      )}
    </>
  )
}
