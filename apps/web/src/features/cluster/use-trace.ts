import { type ChatClient, CommandFailed } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import { useState } from 'react'
import type { Trace } from './trace-view.js'

/** Traces one message at a time. */
export function useTrace(client: ChatClient) {
  const [trace, setTrace] = useState<Trace | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function start(roomId: RoomId, text: string) {
    setBusy(true)
    setProblem(null)
    try {
      setTrace(await traceOne(client, roomId, text))
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error
      setProblem(error.message)
    } finally {
      setBusy(false)
    }
  }

  return { trace, isBusy, problem, start, clear: () => setTrace(null) }
}

async function traceOne(client: ChatClient, roomId: RoomId, text: string): Promise<Trace> {
  const startedAt = performance.now()
  const seenAt = new Map<number, number>()
  const stop = client.subscribe(() => {
    for (const { seq } of client.getState().rooms.get(roomId)?.timeline.entries.slice(-20) ?? []) {
      if (!seenAt.has(seq)) seenAt.set(seq, performance.now())
    }
  })
  try {
    const told = await client.operator.traceMessage(roomId, text)
    const at = seenAt.get(told.receipt.seq)
    return { roomId, told, seenMs: at === undefined ? null : at - startedAt }
  } finally {
    stop()
  }
}
