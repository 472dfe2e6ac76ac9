import { changesIn, type Timeline } from '@hubbub/client'
import type { MessageEntry } from '@hubbub/shared'
import { IconButton } from '../../ui/button.js'
import { Icon } from '../../ui/icons.js'
import { Name } from '../../ui/name.js'
import { focusComposer } from '../composer/focus-composer.js'
import { QuotedText } from './quote-line.js'
import './replies.css'

interface ReplyBarProps {
  to: MessageEntry
  timeline: Timeline
  onEnd: () => void
}

/** Over the text box: what is being answered, as it reads by now. */
export function ReplyBar({ to, timeline, onEnd }: ReplyBarProps) {
  const change = changesIn(timeline.entries).get(to.mid)
  return (
    <div className="reply-bar">
      <p className="quote">
        <Icon name="reply" size={14} />
        <span className="sr-only">Replying to </span>
        <Name>{to.sender.name}</Name>
        <QuotedText text={change === undefined ? to.text : change} />
      </p>
      <IconButton
        icon="close"
        label="Do not reply"
        onClick={() => {
          onEnd()
          focusComposer()
        }}
      />
    </div>
  )
}
