import { useEffect, useState, useSyncExternalStore } from 'react'
import { copyText } from '../../ui/copy-text.js'
import './copied-note.css'

/** Long enough to be read. */
const SHOWN_MS = 3_000

/** Another object each time, so that the same words said again are said anew. */
let told: { text: string } | null = null
const listeners = new Set<() => void>()

/** Copies something of which no field is on the page. @param what it is, to say that it was copied */
export async function copyAside(text: string, what: string): Promise<void> {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.className = 'sr-only'
  field.value = text
  document.body.append(field)
  const isDone = await copyText(text, field)
  field.remove()
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  tell({ text: isDone ? `${what} copied` : 'Your browser did not copy it.' })
}

/** Whether it is in the clipboard, for a moment. */
export function CopiedNote() {
  const note = useSyncExternalStore(listen, () => told)
  const [over, setOver] = useState<typeof note>(null)
  useEffect(() => {
    const timer = setTimeout(() => setOver(note), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [note])
  return (
    <p className="copied-note" role="status">
      {note !== over && note?.text}
    </p>
  )
}

function listen(changed: () => void): () => void {
  listeners.add(changed)
  return () => void listeners.delete(changed)
}

function tell(next: typeof told): void {
  told = next
  for (const changed of listeners) changed()
}
