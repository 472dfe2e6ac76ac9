import type { ChatClient } from '@hubbub/client'
import type { RoomId, Webhook } from '@hubbub/shared'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.js'
import { describeFailure } from '../../ui/failure-text.js'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { Moment } from '../timeline/moment.js'

interface WebhookItemProps {
  client: ChatClient
  roomId: RoomId
  webhook: Webhook
  /** Milliseconds since 1970. */
  today: number
  onRemoved: () => void
}

export function WebhookItem({ webhook, today, ...rest }: WebhookItemProps) {
  const { name, by, createdAt, usedAt } = webhook
  const [isAsking, setAsking] = useState(false)
  const ask = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  // It comes back in place of the one that was pressed.
  useEffect(() => {
    if (wasAsking.current && !isAsking) ask.current?.focus()
    wasAsking.current = isAsking
  }, [isAsking])
  return (
    <li className="webhook">
      <div className="webhook-row">
        <div className="webhook-about">
          <Name>{name}</Name>
          <p>
            Made by <bdi>{tameMarks(by.name)}</bdi> · <Moment at={createdAt} today={today} />
          </p>
          {usedAt === null ? (
            <p>Never used</p>
          ) : (
            <p>
              Last used · <Moment at={usedAt} today={today} />
            </p>
          )}
        </div>
        {!isAsking && (
          <Button ref={ask} aria-label={`Remove ${tameMarks(name)}…`} onClick={() => setAsking(true)}>
            Remove…
          </Button>
        )}
      </div>
      {isAsking && <Removal webhook={webhook} onCancel={() => setAsking(false)} {...rest} />}
    </li>
  )
}

type RemovalProps = Omit<WebhookItemProps, 'today'> & { onCancel: () => void }

function Removal({ client, roomId, webhook, onCancel, onRemoved }: RemovalProps) {
  const cancel = useRef<HTMLButtonElement>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  // The button that asked for it is gone.
  useEffect(() => cancel.current?.focus(), [])

  async function remove() {
    setBusy(true)
    setProblem(null)
    try {
      await client.removeWebhook(roomId, webhook.webhookId)
      onRemoved()
    } catch (error) {
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  return (
    <div className="webhook-removal">
      <p>Its address stops working for good. What it wrote stays.</p>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button ref={cancel} onClick={onCancel}>
          Keep it
        </Button>
        <Button tone="danger" isBusy={isBusy} onClick={remove}>
          Remove webhook
        </Button>
      </div>
    </div>
  )
}
