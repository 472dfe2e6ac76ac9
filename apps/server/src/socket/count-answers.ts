// Counts what each command of a socket was answered, and how long that took.

import type { Answer, ResyncReason } from '@hubbub/shared'
import type { ChatSocket } from '../sockets.js'

export interface AnswerCounter {
  /** @param code `ok` or the code of the failure @param tookMs from the arrival of the command to its ack */
  commandAnswered(event: string, code: string, tookMs: number): void
  /** A client could not resume from its position. */
  resynced(reason: ResyncReason, told: 'join'): void
}

/** Call it once the socket has all its listeners: only events that have one are counted, so that they are few. */
export function countAnswers(socket: ChatSocket, counter: AnswerCounter): void {
  const known = new Set<unknown>(socket.eventNames())
  socket.use((packet, next) => {
    const [event] = packet
    const ack: unknown = packet.at(-1)
    if (known.has(event) && typeof ack === 'function') {
      const arrivedAt = performance.now()
      packet[packet.length - 1] = (answer: Answer<{ resync?: ResyncReason | null } | null>) => {
        counter.commandAnswered(event, answer.ok ? 'ok' : answer.code, performance.now() - arrivedAt)
        if (event === 'room:join' && answer.ok && answer.value?.resync) {
          counter.resynced(answer.value.resync, 'join')
        }
        ack(answer)
      }
    }
    next()
  })
}
