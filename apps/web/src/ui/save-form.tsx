import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from './button.js'
import { describeFailure } from './failure-text.js'
import { useIsThere } from './use-is-there.js'

interface SaveFormProps {
  /** What is given back is waited for; what it throws is told. */
  onSave: () => Promise<void> | undefined
  onClose: () => void
  children: ReactNode
}

/** Of a dialog that sets something: closes it once that is saved, or given up. */
export function SaveForm({ onSave, onClose, children }: SaveFormProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isThere = useIsThere()

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    try {
      await onSave()
      if (isThere()) onClose()
    } catch (error) {
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  return (
    <form className="dialog-content" onSubmit={submit}>
      {children}
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" isBusy={isBusy}>
          Save
        </Button>
      </div>
    </form>
  )
}
