import { type ChatClient, CommandFailed } from '@hubbub/client'
import type { Epoch, MessageReaders, RoomId, Seq } from '@hubbub/shared'
import { useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

/** While somebody looks on; the server takes several times as many questions. */
const ASK_AGAIN_MS = 3_000

/** Who has read the message, asked again and again until the answer is final: nobody is told of it otherwise. */
export function useReaders(client: ChatClient, roomId: RoomId, epoch: Epoch, seq: Seq) {
  const [answer, setAnswer] = useState<MessageReaders | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isWanted = true

    async function ask() {
      try {
        const now = await client.readersOf(roomId, epoch, seq)
        if (!isWanted) return
        setAnswer(now)
        setProblem(null)
      } catch (error) {
        if (!isWanted) return
        setProblem(describeFailure(error))
        if (error instanceof CommandFailed && !error.retryable) return
      }
      timer = setTimeout(ask, ASK_AGAIN_MS)
    }

    void ask()
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [client, roomId, epoch, seq])

  return { answer, problem }
}
