import { useId, useRef } from 'react'
import { Button } from './button.js'
import { copyText } from './copy-text.js'
import { useTextHeight } from './use-text-height.js'
import './copy-field.css'

/** What was copied last, and whether the browser did. */
export interface Copied {
  what: string
  isDone: boolean
}

interface CopyFieldProps {
  label: string
  text: string
  /** What is copied, for screen readers: there are several buttons. */
  what: string
  copied: Copied | null
  onCopied: (copied: Copied | null) => void
}

/** Something to be taken elsewhere. */
export function CopyField({ label, text, what, copied, onCopied }: CopyFieldProps) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const isDone = copied?.what === what ? copied.isDone : null
  useTextHeight(field, text)

  async function copy() {
    if (field.current === null) return
    // Said anew each time.
    onCopied(null)
    onCopied({ what, isDone: await copyText(text, field.current) })
  }

  return (
    <div className="field copy-field">
      <div className="copy-head">
        <label htmlFor={id}>{label}</label>
        <Button onClick={copy} aria-label={`Copy the ${what}`}>
          {isDone === true ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <textarea
        ref={field}
        id={id}
        rows={1}
        readOnly
        spellCheck={false}
        value={text}
        onFocus={event => event.currentTarget.select()}
      />
      <p className="field-hint" role="status">
        {isDone === true && <span className="sr-only">Copied the {what}.</span>}
        {isDone === false && 'Your browser did not copy it: press Ctrl+C, or hold it and choose Copy.'}
      </p>
    </div>
  )
}
