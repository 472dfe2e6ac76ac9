import type { ChatClient } from '@hubbub/client'
import { type CreatedWebhook, NAME_MAX_LENGTH, type RoomId } from '@hubbub/shared'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.js'
import { describeFailure } from '../../ui/failure-text.js'
import { TextField } from '../../ui/text-field.js'

interface CreateWebhookFormProps {
  client: ChatClient
  roomId: RoomId
  onCreated: (webhook: CreatedWebhook) => void
}

export function CreateWebhookForm({ client, roomId, onCreated }: CreateWebhookFormProps) {
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  // Also when it comes back, and what the address was shown in is gone.
  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    try {
      onCreated(await client.createWebhook(roomId, name.trim()))
    } catch (error) {
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  return (
    <form ref={form} className="webhook-form" onSubmit={submit}>
      <TextField
        label="Name"
        name="webhook-name"
        autoComplete="off"
        required
        maxLength={NAME_MAX_LENGTH}
        hint="What it is for, like CI or Backups. Its messages show this name."
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button type="submit" tone="primary" isBusy={isBusy}>
          Create webhook
        </Button>
      </div>
    </form>
  )
}
