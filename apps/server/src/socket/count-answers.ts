// Counts what each command of a client was answered, and how long that took.

import type { Answer, ResyncReason } from '@hubbub/shared'

export interface AnswerCounter {
  /** @param code `ok` or the code of the failure @param tookMs from the arrival of the command to its ack */
  commandAnswered(event: string, code: string, tookMs: number): void
  /** A client could not resume from its position. */
  resynced(reason: ResyncReason, told: 'join'): void
}

/** @returns the arguments of a command, its ack function in one that counts */
export function countAnswer(
  counter: AnswerCounter,
  event: string,
  args: readonly unknown[],
): readonly unknown[] {
  const ack = args.at(-1)
  if (typeof ack !== 'function') return args
  const arrivedAt = performance.now()
  const countingAck = (answer: Answer<{ resync?: ResyncReason | null } | null>) => {
    counter.commandAnswered(event, answer.ok ? 'ok' : answer.code, performance.now() - arrivedAt)
    if (event === 'room:join' && answer.ok && answer.value?.resync)
      counter.resynced(answer.value.resync, 'join')
    ack(answer)
  }
  return [...args.slice(0, -1), countingAck]
}
