import type { ChatClient, RoomView } from '@hubbub/client'
import type { CreatedWebhook } from '@hubbub/shared'
import { useRef, useState } from 'react'
import { Dialog } from '../../ui/dialog.js'
import { useToday } from '../timeline/use-today.js'
import { CreateWebhookForm } from './create-webhook-form.js'
import { useWebhooks } from './use-webhooks.js'
import { WebhookAddress } from './webhook-address.js'
import { WebhookItem } from './webhook-item.js'
import './webhooks.css'

interface WebhooksProps {
  client: ChatClient
  view: RoomView
}

interface WebhooksDialogProps extends WebhooksProps {
  isOpen: boolean
  onClose: () => void
}

/** For moderators: which programs may write into the room. */
export function WebhooksDialog({ isOpen, onClose, ...props }: WebhooksDialogProps) {
  const [made, setMade] = useState<CreatedWebhook | null>(null)

  function close() {
    setMade(null)
    onClose()
  }

  return (
    // A slip of the mouse must not take away an address that is not shown again.
    <Dialog isOpen={isOpen} onClose={close} title="Webhooks" closesBeside={made === null}>
      <div className="dialog-content webhooks">
        {made === null ? (
          <>
            <p>A webhook is an address. Whatever program posts to it writes into this room.</p>
            <CreateWebhookForm client={props.client} roomId={props.view.room.roomId} onCreated={setMade} />
          </>
        ) : (
          <WebhookAddress webhook={made} onDone={() => setMade(null)} />
        )}
        <WebhookList {...props} />
      </div>
    </Dialog>
  )
}

function WebhookList({ client, view }: WebhooksProps) {
  const { webhooks, problem, isReachable, forget } = useWebhooks(client, view)
  const list = useRef<HTMLElement>(null)
  const today = useToday()
  return (
    <section ref={list} tabIndex={-1} className="webhooks-list" aria-label="Webhooks of this room">
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      {problem === null && webhooks === null && (
        <p className="webhooks-none">
          {isReachable ? 'Looking for them…' : 'They are shown when the connection is back.'}
        </p>
      )}
      {webhooks?.length === 0 && <p className="webhooks-none">There are none yet.</p>}
      <ul>
        {webhooks?.map(webhook => (
          <WebhookItem
            key={webhook.webhookId}
            client={client}
            roomId={view.room.roomId}
            webhook={webhook}
            today={today}
            onRemoved={() => {
              // Its button goes with it.
              list.current?.focus()
              forget(webhook.webhookId)
            }}
          />
        ))}
      </ul>
    </section>
  )
}
