import type { CreatedWebhook } from '@hubbub/shared'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.js'
import { type Copied, CopyField } from '../../ui/copy-field.js'
import { tameMarks } from '../../ui/tame-marks.js'

/** The one time that the address of a webhook is shown. */
export function WebhookAddress({ webhook, onDone }: { webhook: CreatedWebhook; onDone: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [copied, setCopied] = useState<Copied | null>(null)
  const url = location.origin + webhook.path
  // The form that had the focus is gone.
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="webhook-made">
      <h3 ref={heading} tabIndex={-1}>
        <bdi>{tameMarks(webhook.name)}</bdi> can write here now
      </h3>
      <p className="notice-calm">
        Copy the address now: it is not shown again. Keep it like a password, since whoever has it can write
        into this room.
      </p>
      <CopyField label="Address" text={url} what="address" copied={copied} onCopied={setCopied} />
      <CopyField
        label="Try it in a terminal"
        text={curlLine(url)}
        what="command"
        copied={copied}
        onCopied={setCopied}
      />
      <div className="dialog-actions">
        <Button tone="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </section>
  )
}

function curlLine(url: string): string {
  return `curl -H 'Content-Type: application/json' -d '{"text":"Hello from the terminal"}' ${url}`
}
