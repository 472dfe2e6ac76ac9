import type { ChatClient } from '@hubbub/client'
import type { NotifyLevel, RoomId } from '@hubbub/shared'
import { useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

export interface NotifySetting {
  choose: (level: NotifyLevel) => void
  /** Why it could not be set in this room. */
  problem: string | null
  forgetProblem: () => void
}

export function useNotifyLevel(client: ChatClient, roomId: RoomId | null): NotifySetting {
  const [trouble, setTrouble] = useState<{ roomId: RoomId; problem: string } | null>(null)
  const forgetProblem = () => setTrouble(null)

  async function choose(level: NotifyLevel) {
    if (roomId === null) return
    forgetProblem()
    try {
      await client.setNotifyLevel(roomId, level)
    } catch (error) {
      const problem = `What this room notifies you of was not changed. ${describeFailure(error)}`
      setTrouble({ roomId, problem })
    }
  }

  const problem = trouble?.roomId === roomId ? (trouble?.problem ?? null) : null
  return { choose: level => void choose(level), problem, forgetProblem }
}
