import type { ChatClient, RoomView } from '@hubbub/client'
import type { Webhook, WebhookId } from '@hubbub/shared'
import { useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

/** The webhooks of a room, once it can be asked, and anew when the log tells of a change; null: not known yet. */
export function useWebhooks(client: ChatClient, { room, timeline }: RoomView) {
  const [webhooks, setWebhooks] = useState<readonly Webhook[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { roomId } = room
  const isReachable = client.isReachable(roomId)
  const newest = timeline.entries.findLast(
    ({ kind }) => kind === 'webhook-added' || kind === 'webhook-removed',
  )?.mid

  // biome-ignore lint/correctness/useExhaustiveDependencies: `newest` says that there may be others
  useEffect(() => {
    if (!isReachable) return
    let isWanted = true
    setProblem(null)
    client
      .listWebhooks(roomId)
      .then(found => isWanted && setWebhooks(found))
      .catch(error => isWanted && setProblem(describeFailure(error)))
    return () => {
      isWanted = false
    }
  }, [client, roomId, newest, isReachable])

  /** It is gone, also if the others cannot be asked for. */
  function forget(webhookId: WebhookId) {
    setWebhooks(known => known?.filter(webhook => webhook.webhookId !== webhookId) ?? null)
  }

  return { webhooks, problem, isReachable, forget }
}
