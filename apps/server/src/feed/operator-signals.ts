// What workers tell each other for operators, over the Socket.IO Redis adapter. All of it may be lost: who asked waits for
// a while, and then says so.

import type { WorkerPlace } from '@hubbub/shared'
import type { Operation, OperationOutcome, Watched, WatchedSeen } from '../chat/ports.js'
import type { ChatServer } from '../sockets.js'

export interface OperatorSignals {
  operate(operation: Operation): void
  operated(operationId: string, outcome: OperationOutcome): void
  watch(watched: Watched): void
  watching(traceId: string, place: WorkerPlace): void
  seen(seen: WatchedSeen): void
}

/** @param listeners what the other workers tell, under the same names */
export function createOperatorSignals(io: ChatServer, listeners: OperatorSignals): OperatorSignals {
  io.on('worker:operate', listeners.operate)
  io.on('worker:operated', listeners.operated)
  io.on('trace:watch', listeners.watch)
  io.on('trace:watching', listeners.watching)
  io.on('trace:seen', listeners.seen)
  return {
    operate: operation => void io.serverSideEmit('worker:operate', operation),
    operated: (operationId, outcome) => void io.serverSideEmit('worker:operated', operationId, outcome),
    watch: watched => void io.serverSideEmit('trace:watch', watched),
    watching: (traceId, place) => void io.serverSideEmit('trace:watching', traceId, place),
    seen: seen => void io.serverSideEmit('trace:seen', seen),
  }
}
