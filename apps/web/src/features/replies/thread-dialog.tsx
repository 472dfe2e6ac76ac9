import { changesIn, type RoomView, wordsOf } from '@hubbub/client'
import type { MessageEntry, MessagePlace } from '@hubbub/shared'
import { useMemo } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { partnerGone } from '../direct/partner.js'
import { MessageCard } from '../timeline/message-card.js'
import { useToday } from '../timeline/use-today.js'
import { threadOf } from './threads.js'
import './thread.css'

interface ThreadDialogProps {
  view: RoomView
  /** What the replies go back to; null: none is asked about. */
  root: MessageEntry | null
  onClose: () => void
  onShow: (place: MessagePlace) => void
  onReply: (message: MessagePlace) => void
}

/** A message and all replies that go back to it, as they come. */
export function ThreadDialog({ root, onClose, ...props }: ThreadDialogProps) {
  return (
    <Dialog isOpen={root !== null} onClose={onClose} title="Replies" shape="panel">
      {root !== null && <Thread {...props} root={root} onClose={onClose} />}
    </Dialog>
  )
}

function Thread({ view, root, onClose, onShow, onReply }: ThreadDialogProps & { root: MessageEntry }) {
  const { timeline } = view
  const today = useToday()
  const mayWrite = view.mutedBy === null && partnerGone(view) === null
  const changes = useMemo(() => changesIn(timeline.entries), [timeline])
  const thread = useMemo(() => threadOf(root.mid, timeline), [root, timeline])
  const textOf = ({ mid, text, files }: MessageEntry) => {
    const change = changes.get(mid)
    return change === null ? null : wordsOf(change ?? text, files)
  }
  return (
    <div className="thread">
      <ul>
        {thread.map(entry => (
          <li key={entry.mid} className={entry.mid === root.mid ? 'thread-root' : ''}>
            <MessageCard
              sender={entry.sender}
              sentAt={entry.sentAt}
              text={textOf(entry)}
              today={today}
              onShow={() => {
                onClose()
                onShow(entry)
              }}
            />
          </li>
        ))}
      </ul>
      {mayWrite && changes.get(root.mid) !== null && (
        <Button
          onClick={() => {
            // It gives the focus back first; then the composer takes it.
            flushSync(onClose)
            onReply(root)
          }}
        >
          Reply
        </Button>
      )}
    </div>
  )
}
