import { type ChatClient, CommandFailed } from '@hubbub/client'
import type { MessagePlace, RoomId } from '@hubbub/shared'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { Button } from '../../ui/button.js'
import { describeFailure } from '../../ui/failure-text.js'
import { isComposing } from '../../ui/is-composing.js'
import { OptionList } from '../../ui/option-list.js'
import { canHover } from '../../ui/use-media.js'
import { useOptionList } from '../../ui/use-option-list.js'
import { useTextHeight } from '../../ui/use-text-height.js'
import { focusComposer } from '../composer/focus-composer.js'
import { markSelection } from '../composer/mark-selection.js'
import { sizeNotice, textToSend } from '../composer/message-size.js'
import { useTextSource } from '../composer/use-text-source.js'
import { EDIT_BOX_ID, type Edits } from './use-edits.js'

const GONE = 'This message can no longer be changed.'

interface EditMessageProps {
  client: ChatClient
  roomId: RoomId
  message: MessagePlace
  /** null: it was deleted meanwhile, by the same user elsewhere or by a moderator. */
  text: string | null
  edits: Edits
}

/** Stands where the message stands, until its new text is in the log. */
export function EditMessage({ client, roomId, message, text, edits }: EditMessageProps) {
  const { mid } = message
  const { isDeletion } = edits
  const [opened, setOpened] = useState(text ?? '')
  const [draft, setDraft] = useState(isDeletion ? opened : (edits.drafts.get(mid) ?? opened))
  const [isDeletionAsked, askDeletion] = useState(isDeletion)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const box = useRef<HTMLTextAreaElement>(null)
  const keep = useRef<HTMLButtonElement>(null)
  useTextHeight(box, draft)
  const noticeId = useId()
  const notice = sizeNotice(draft)
  const canSave = text !== null && textToSend(draft) !== '' && !notice?.isTooLong

  // Changed elsewhere: who has written nothing here goes on from there.
  if (text !== null && text !== opened) {
    setOpened(text)
    if (draft === opened) setDraft(text)
  }

  // A row that was not measured yet is hidden, and takes no focus.
  useEffect(() => {
    let frame = 0
    const target = keep.current ?? box.current
    const focus = () => {
      target?.focus({ preventScroll: true })
      if (document.activeElement !== target) {
        frame = requestAnimationFrame(focus)
        return
      }
      if (target !== box.current) return form.current?.scrollIntoView({ block: 'nearest' })
      box.current?.setSelectionRange(box.current.value.length, box.current.value.length)
      form.current?.scrollIntoView({ block: 'nearest' })
    }
    focus()
    return () => cancelAnimationFrame(frame)
  }, [])

  function write(to: string) {
    setDraft(to)
    edits.drafts.set(mid, to)
  }

  const options = useOptionList(box, draft, write, useTextSource(draft))

  function close() {
    // On a phone the focus would bring up the keyboard.
    if (canHover() && form.current?.contains(document.activeElement)) focusComposer()
    edits.end(mid)
  }

  async function change(to: string | null) {
    setBusy(true)
    setProblem(null)
    try {
      await client.change(roomId, message, to)
      close()
    } catch (error) {
      const isGone = error instanceof CommandFailed && error.code === 'not_found'
      setProblem(isGone ? GONE : describeFailure(error))
      setBusy(false)
    }
  }

  function save() {
    if (isBusy) return
    if (draft === opened || textToSend(draft) === text) close()
    else if (canSave) void change(textToSend(draft))
    // Nothing left of it: as one deletes.
    else if (text !== null && textToSend(draft) === '') askDeletion(true)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event) || isBusy) return
    const isInBox = event.target === box.current
    if (isInBox && options.takesKey(event)) return
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && !event.shiftKey && isInBox && mayFinish(event)) save()
    else if (event.key === 'ArrowUp' && isInBox && draft === opened && box.current?.selectionEnd === 0)
      edits.beginOwn(mid)
    else if (!markSelection(event)) return
    event.preventDefault()
  }

  return (
    <form
      ref={form}
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
        id={EDIT_BOX_ID}
        rows={1}
        dir="auto"
        aria-label="Message"
        aria-describedby={noticeId}
        aria-invalid={notice?.isTooLong ?? false}
        readOnly={isBusy || text === null || isDeletion}
        value={draft}
        {...options.boxProps}
        onChange={event => {
          write(event.target.value)
          options.look()
        }}
        onSelect={options.look}
        onBlur={options.leave}
      />
      <OptionList {...options.list} />
      {isDeletionAsked ? (
        <div className="edit-foot">
          <span>Delete it for everybody?</span>
          <Button
            ref={keep}
            autoFocus
            isBusy={isBusy}
            onClick={once(() => {
              if (isDeletion) return close()
              askDeletion(false)
              box.current?.focus()
            })}
          >
            Keep it
          </Button>
          <Button tone="danger" isBusy={isBusy} onClick={once(() => void change(null))}>
            Delete for everybody
          </Button>
        </div>
      ) : (
        <div className="edit-foot">
          <Button type="submit" tone="primary" isBusy={isBusy} disabled={!canSave}>
            Save
          </Button>
          <Button isBusy={isBusy} onClick={close}>
            Cancel
          </Button>
          {text !== null && (
            <Button tone="danger" isBusy={isBusy} onClick={() => askDeletion(true)}>
              Delete
            </Button>
          )}
          <span id={noticeId} role="status">
            {notice?.text}
          </span>
        </div>
      )}
      <div role="alert">
        {(problem !== null || text === null) && <p className="notice">{text === null ? GONE : problem}</p>}
      </div>
    </form>
  )
}

/** By finger Enter begins a line. */
function mayFinish({ ctrlKey, metaKey }: KeyboardEvent): boolean {
  return canHover() || ctrlKey || metaKey
}

/** The second half of a double click is not meant for what has come up under it. */
function once(act: () => void) {
  return (press: { detail: number }) => {
    if (press.detail < 2) act()
  }
}
