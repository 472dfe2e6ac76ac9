import { type ChatClient, CommandFailed, type MessagePlace } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.js'
import { describeFailure } from '../../ui/failure-text.js'
import { isComposing } from '../../ui/is-composing.js'
import { canHover } from '../../ui/use-media.js'
import { focusComposer } from '../composer/focus-composer.js'
import { sizeNotice, textToSend } from '../composer/message-size.js'

interface EditMessageProps {
  client: ChatClient
  roomId: RoomId
  message: MessagePlace
  text: string
  onClose: () => void
}

/** Stands where the message stands, until its new text is in the log. */
export function EditMessage({ client, roomId, message, text, onClose }: EditMessageProps) {
  const [draft, setDraft] = useState(text)
  const [isSure, setSure] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const box = useRef<HTMLTextAreaElement>(null)
  const noticeId = useId()
  const notice = sizeNotice(draft)
  const canSave = textToSend(draft) !== '' && !notice?.isTooLong

  useLayoutEffect(() => {
    box.current?.focus()
    box.current?.setSelectionRange(text.length, text.length)
  }, [text])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    if (box.current === null) return
    box.current.style.height = 'auto'
    box.current.style.height = `${box.current.scrollHeight}px`
  }, [draft])

  function close() {
    onClose()
    // On a phone the focus would bring up the keyboard.
    if (canHover()) focusComposer()
  }

  async function change(to: string | null) {
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    try {
      await client.change(roomId, message, to)
      close()
    } catch (error) {
      // Deleted meanwhile, in another tab.
      if (error instanceof CommandFailed && error.code === 'not_found') return close()
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  function save() {
    if (textToSend(draft) === text) close()
    else if (canSave) void change(textToSend(draft))
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event)) return
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && !event.shiftKey && event.target === box.current) save()
    else return
    event.preventDefault()
  }

  return (
    <form
      className="edit"
      aria-label="Edit message"
      onKeyDown={onKeyDown}
      onSubmit={event => {
        event.preventDefault()
        save()
      }}
    >
      <textarea
        ref={box}
        rows={1}
        dir="auto"
        aria-label="Message"
        aria-describedby={noticeId}
        aria-invalid={notice?.isTooLong ?? false}
        value={draft}
        onChange={event => setDraft(event.target.value)}
      />
      <div className="edit-foot">
        <Button type="submit" tone="primary" isBusy={isBusy} disabled={!canSave}>
          Save
        </Button>
        <Button onClick={close}>Cancel</Button>
        <Button tone="danger" isBusy={isBusy} onClick={() => (isSure ? void change(null) : setSure(true))}>
          {isSure ? 'Delete for everybody' : 'Delete'}
        </Button>
        <span id={noticeId} role="status">
          {notice?.text}
        </span>
      </div>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
    </form>
  )
}
