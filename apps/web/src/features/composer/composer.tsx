import type { ChatClient, RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { IconButton } from '../../ui/button.js'
import { isComposing } from '../../ui/is-composing.js'
import { canHover } from '../../ui/use-media.js'
import type { BoxProps, OptionKeys } from '../../ui/use-option-list.js'
import { useTextHeight } from '../../ui/use-text-height.js'
import { useLater } from '../chat/later.js'
import { asText } from '../commands/as-text.js'
import type { PageActions, Scene } from '../commands/command.js'
import { CommandNote } from '../commands/command-note.js'
import { useCommands } from '../commands/use-commands.js'
import { AttachButton } from '../files/attach-button.js'
import type { RoomFiles } from '../files/use-attachments.js'
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
  me: User
  /** Those whom this page knows. */
  people: readonly User[]
  actions: PageActions
  reply: Reply
  /** null: none can be sent. */
  files: RoomFiles | null
  /** The reader wants to change the last message of their own. */
  onEditLast: () => void
}

/** Mounted anew for each room, so that a draft never moves into another one. */
export function Composer(props: ComposerProps) {
  const { client, view, typing, isConnected, drafts, me, people, actions, reply, files, onEditLast } = props
  const { roomId, name } = view.room
  const [draft, setDraft] = useState(() => drafts.read(roomId))
  const [isFull, setFull] = useState(false)
  const options = useRef<OptionKeys>(null)
  const [boxProps, setBoxProps] = useState<BoxProps>({})
  const box = useRef<HTMLTextAreaElement>(null)
  useTextHeight(box, draft)
  const later = useLater()
  const noticeId = useId()
  const replyId = useId()
  const commandId = useId()
  const slowId = useId()
  const notice = sizeNotice(draft)
  const attached = files?.list ?? []
  const [isImpatient, setImpatient] = useState(false)
  const canSend = (textToSend(draft) !== '' || attached.length > 0) && !notice?.isTooLong
  const isWaiting = attached.length > 0 && files?.ready === null
  // What is attached later has kept nobody waiting.
  if (isImpatient && !isWaiting) setImpatient(false)

  useEffect(() => {
    // Not out of another field or a dialog: it may be here because a mute was lifted.
    if (canHover() && !document.activeElement?.matches('input, textarea, dialog *')) box.current?.focus()
    return () => client.setTyping(roomId, false)
  }, [client, roomId])

  // Who sends from another tab would find it here once more; but never from under their hands.
  useEffect(
    () =>
      drafts.follow(roomId, (from, to) => {
        const isWriting = document.hasFocus() && document.activeElement === box.current
        if (!isWriting) setDraft(now => (now === from ? to : now))
      }),
    [drafts, roomId],
  )

  function write(text: string) {
    setDraft(text)
    drafts.write(roomId, text)
    const said = textToSend(text)
    const isMessage = asText(said) === null ? later?.isMessage(said) : said !== ''
    client.setTyping(roomId, isMessage ?? false)
  }

  const scene: Scene = { client, view, me, people, ...actions }
  const parts = { isReply: reply.to !== null, hasFiles: attached.length > 0 }
  const commands = useCommands({ box, scene, ...parts, drafts, post, write })

  function send() {
    if (!canSend) return
    setImpatient(isWaiting)
    if (!isWaiting) void commands.submit(textToSend(draft))
  }

  function post(text: string) {
    try {
      const carried = files?.ready?.length ? { files: files.ready } : {}
      client.send(roomId, text, { ...(reply.to && { replyTo: reply.to }), ...carried })
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      return setFull(true)
    }
    setFull(false)
    reply.end()
    files?.clear()
    write('')
    box.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event) || options.current?.takesKey(event)) return
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey
    // The keyboards of phones have no other way to begin a line, and a button beside to send.
    if (event.key === 'Enter' && !event.shiftKey && (canHover() || event.ctrlKey || event.metaKey)) send()
    else if (event.key === 'ArrowUp' && isPlain && draft === '') onEditLast()
    else if (!later?.markSelection(event)) return
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
      {later && (
        <later.ComposerOptions
          {...{ ref: options, box, text: draft, write, client, people, me, onBoxProps: setBoxProps }}
        />
      )}
      <ReplyBar id={replyId} to={reply.to} timeline={view.timeline} onEnd={reply.end} />
      <CommandNote id={commandId} note={commands.note} />
      {files && later && <later.AttachmentList roomId={roomId} files={files} />}
      {later && <later.SlowNote id={slowId} view={view} />}
      <div className={`composer-box ${notice?.isTooLong ? 'composer-too-long' : ''}`}>
        {files && <AttachButton onChoose={files.add} />}
        <textarea
          ref={box}
          id={COMPOSER_ID}
          rows={1}
          dir="auto"
          aria-label={`Message to ${name}`}
          aria-describedby={`${replyId} ${commandId} ${slowId} ${noticeId}`}
          aria-invalid={notice?.isTooLong ?? false}
          placeholder={`Message ${name}`}
          value={draft}
          {...boxProps}
          onChange={event => {
            write(event.target.value)
            commands.forgetNote()
            options.current?.look()
          }}
          onSelect={() => options.current?.look()}
          onPaste={event => {
            const { files: pasted, types } = event.clipboardData
            if (files === null || pasted.length === 0 || isFormatted(types)) return
            event.preventDefault()
            files.add([...pasted])
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            options.current?.leave()
            client.setTyping(roomId, false)
          }}
        />
        {later && <later.EmojiButton me={me.userId} box={box} />}
        <IconButton type="submit" icon="send" label="Send" className="composer-send" disabled={!canSend} />
      </div>
      <div className="composer-foot">
        <TypingLine typing={typing} isConnected={isConnected} />
        <span id={noticeId} className="composer-size" role="status">
          {isFull
            ? 'Not queued: the storage of this browser is full'
            : ((isImpatient ? later?.waitText(attached) : files?.note) ?? notice?.text)}
        </span>
      </div>
    </form>
  )
}

/** A text in two forms, as cells of a table are, is wanted as text. Beside a file alone stands its name, as a Mac has it. */
function isFormatted(types: readonly string[]): boolean {
  return types.includes('text/plain') && (types.includes('text/html') || types.includes('text/rtf'))
}
