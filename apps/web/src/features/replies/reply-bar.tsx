import { changesIn, type Timeline } from '@hubbub/client'
import type { MessagePlace } from '@hubbub/shared'
import { useMemo } from 'react'
import { IconButton } from '../../ui/button.js'
import { Icon } from '../../ui/icons.js'
import { focusComposerAfter } from '../composer/focus-composer.js'
import { quoteOf } from './quote.js'
import { Quoted } from './quote-line.js'
import './replies.css'

interface ReplyBarProps {
  /** Of the words, which describe the text box. */
  id: string
  to: MessagePlace | null
  timeline: Timeline
  onEnd: () => void
}

/** Over the text box: what is being answered, as it reads by now. Told to screen readers, who may be in the box already. */
export function ReplyBar({ id, to, timeline, onEnd }: ReplyBarProps) {
  const quote = useMemo(
    () => (to === null ? null : quoteOf(to, timeline, changesIn(timeline.entries))),
    [to, timeline],
  )
  return (
    <div className={`reply-bar ${quote === null ? '' : 'reply-bar-open'}`}>
      <p id={id} className="quote" role="status">
        {quote !== null && (
          <>
            <Icon name="reply" size={16} />
            <span className="reply-bar-to">Replying to </span>
            <Quoted quote={quote} />
          </>
        )}
      </p>
      {quote !== null && (
        <IconButton
          icon="close"
          label="Do not reply"
          // The text box keeps the focus, and a phone its keyboard.
          onMouseDown={event => event.preventDefault()}
          onClick={event => {
            onEnd()
            focusComposerAfter(event)
          }}
        />
      )}
    </div>
  )
}
