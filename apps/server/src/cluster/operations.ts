// What operators want done with a worker, in a worker: brings it to the primary of the node in question, over its own
// channel or through the workers of that node, and brings back what that primary says.

import { randomUUID } from 'node:crypto'
import { ChatError, type UserId, type WorkerPlace } from '@hubbub/shared'
import type { Operation, OperationOutcome } from '../chat/ports.js'

/** Shorter than a command may take. */
const ANSWER_WITHIN_MS = 2_000

export interface Operations {
  /** Resolves when it has begun. @throws ChatError not_found, overloaded, or unavailable: then it may have begun or not */
  operate(act: Operation['act'], place: WorkerPlace, by: UserId): Promise<null>
  /** A worker, perhaps of another node, wants it done. */
  asked(operation: Operation): void
  /** Our own primary answers. */
  answered(operationId: string, outcome: OperationOutcome): void
  /** Another node answers. */
  told(operationId: string, outcome: OperationOutcome): void
}

export function createOperations(deps: {
  node: string
  /** Those that told of themselves lately. @throws ChatError unavailable */
  nodes(): Promise<readonly string[]>
  askPrimary(operation: Operation): void
  tellNodes: {
    operate(operation: Operation): void
    operated(operationId: string, outcome: OperationOutcome): void
  }
}): Operations {
  const { node, askPrimary, tellNodes } = deps
  const waiting = new Map<string, (outcome: OperationOutcome | null) => void>()

  return {
    async operate(act, place, by) {
      if (place.node !== node && !(await deps.nodes()).includes(place.node)) {
        throw new ChatError('not_found', `There is no node ${place.node}.`)
      }
      const operation: Operation = { id: randomUUID(), act, place, by }
      const outcome = new Promise<OperationOutcome | null>(resolve => {
        const late = setTimeout(settle, ANSWER_WITHIN_MS, operation.id, null)
        waiting.set(operation.id, told => {
          clearTimeout(late)
          resolve(told)
        })
      })
      if (place.node === node) askPrimary(operation)
      else tellNodes.operate(operation)
      return answerOf(await outcome, place)
    },
    asked(operation) {
      if (operation.place.node === node) askPrimary(operation)
    },
    answered(operationId, outcome) {
      // What this worker did not ask for itself, a worker of another node did.
      if (!settle(operationId, outcome)) tellNodes.operated(operationId, outcome)
    },
    told: (operationId, outcome) => void settle(operationId, outcome),
  }

  function settle(operationId: string, outcome: OperationOutcome | null): boolean {
    waiting.get(operationId)?.(outcome)
    return waiting.delete(operationId)
  }
}

function answerOf(outcome: OperationOutcome | null, { node, worker }: WorkerPlace): null {
  switch (outcome) {
    case 'begun':
      return null
    case 'unknown-worker':
      throw new ChatError('not_found', `There is no worker ${worker} on node ${node}.`)
    case 'busy':
      throw new ChatError('overloaded', `Node ${node} is replacing a worker already.`, 1_000)
    case null:
      throw new ChatError('unavailable', `Node ${node} did not answer: it may have begun, or not.`)
  }
}
