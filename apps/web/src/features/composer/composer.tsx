import type { ChatClient, RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { IconButton } from '../../ui/button.js'
import { isComposing } from '../../ui/is-composing.js'
import { canHover } from '../../ui/use-media.js'
import { useTextHeight } from '../../ui/use-text-height.js'
import { MentionList } from '../mentions/mention-list.js'
import { useMentionList } from '../mentions/use-mention-list.js'
import { ReplyBar } from '../replies/reply-bar.js'
import type { Reply } from '../replies/use-reply.js'
import type { Drafts } from './drafts.js'
import { COMPOSER_ID } from './focus-composer.js'
import { sizeNotice, textToSend } from './message-size.js'
import { TypingLine } from './typing-line.js'
import './composer.css'

interface ComposerProps {
  client: ChatClient
  view: RoomView
  typing: readonly User[]
  isConnected: boolean
  drafts: Drafts
  reply: Reply
  /** The reader wants to change the last message of their own. */
  onEditLast: () => void
}

/** Mounted anew for each room, so that a draft never moves into another one. */
export function Composer({ client, view, typing, isConnected, drafts, reply, onEditLast }: ComposerProps) {
  const { roomId, name } = view.room
  const [draft, setDraft] = useState(() => drafts.read(roomId))
  const [isFull, setFull] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  useTextHeight(box, draft)
  const noticeId = useId()
  const replyId = useId()
  const notice = sizeNotice(draft)
  const canSend = textToSend(draft) !== '' && !notice?.isTooLong

  useEffect(() => {
    if (canHover()) box.current?.focus()
    return () => client.setTyping(roomId, false)
  }, [client, roomId])

  function write(text: string) {
    setDraft(text)
    drafts.write(roomId, text)
    client.setTyping(roomId, textToSend(text) !== '')
  }

  const mentions = useMentionList(box, draft, write)

  function send() {
    if (!canSend) return
    try {
      client.send(roomId, textToSend(draft), reply.to ?? undefined)
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      return setFull(true)
    }
    setFull(false)
    reply.end()
    write('')
    box.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event) || mentions.takesKey(event)) return
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey
    if (event.key === 'Enter' && !event.shiftKey) send()
    else if (event.key === 'ArrowUp' && isPlain && draft === '') onEditLast()
    else return
    event.preventDefault()
  }

  return (
    <form
      className="composer"
      aria-label="Write a message"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      <MentionList {...mentions.list} />
      <ReplyBar id={replyId} to={reply.to} timeline={view.timeline} onEnd={reply.end} />
      <div className={`composer-box ${notice?.isTooLong ? 'composer-too-long' : ''}`}>
        <textarea
          ref={box}
          id={COMPOSER_ID}
          rows={1}
          dir="auto"
          aria-label={`Message to ${name}`}
          aria-describedby={`${replyId} ${noticeId}`}
          aria-invalid={notice?.isTooLong ?? false}
          placeholder={`Message ${name}`}
          value={draft}
          {...mentions.boxProps}
          onChange={event => {
            write(event.target.value)
            mentions.look()
          }}
          onSelect={mentions.look}
          onKeyDown={onKeyDown}
          onBlur={() => {
            mentions.leave()
            client.setTyping(roomId, false)
          }}
        />
        <IconButton type="submit" icon="send" label="Send" className="composer-send" disabled={!canSend} />
      </div>
      <div className="composer-foot">
        <TypingLine typing={typing} isConnected={isConnected} />
        <span id={noticeId} className="composer-size" role="status">
          {isFull ? 'Not queued: the storage of this browser is full' : notice?.text}
        </span>
      </div>
    </form>
  )
}
