// One direction of a connection that a test may slow down, hold or let vanish. Always true:
//  - bytes arrive in order, each once, or not at all;
//  - what is held is passed on when it is let through again, as TCP does after a broken line is mended;
//  - what has vanished stays so: neither end hears anything of the other any more, not even its end.

import type { Socket } from 'node:net'
import type { SeededRandom } from '../support/seeded-random.js'

export type Passage =
  | { kind: 'open' }
  | { kind: 'held' }
  | { kind: 'slow'; latencyMs: number; jitterMs: number; bytesPerS: number; sliceBytes: number }

/** Bytes that may wait here before the sender is not read from any more. */
const QUEUE_BYTES = 256 * 1024

export interface Relay {
  /** The passage has changed. */
  changed(): void
  vanish(): void
}

export function relay(from: Socket, to: Socket, passage: () => Passage, random: SeededRandom): Relay {
  const queue: { bytes: Buffer; dueAt: number }[] = []
  let queued = 0
  let lastDueAt = 0
  let hasEnded = false
  let hasVanished = false
  let timer: NodeJS.Timeout | null = null

  from.on('data', (chunk: Buffer) => {
    if (hasVanished) return
    for (const bytes of slices(chunk, passage())) queue.push({ bytes, dueAt: dueAt(bytes.length) })
    queued += chunk.length
    if (queued > QUEUE_BYTES) from.pause()
    pump()
  })
  from.on('end', () => {
    hasEnded = true
    pump()
  })
  from.on('close', () => {
    // An end in disorder is told at once; what was on its way is lost with it.
    if (!hasVanished && from.errored && passage().kind !== 'held') to.destroy()
  })
  to.on('drain', pump)

  function dueAt(bytes: number): number {
    const now = performance.now()
    const how = passage()
    if (how.kind !== 'slow') return now
    const arrival = now + how.latencyMs + (random.next() * 2 - 1) * how.jitterMs
    lastDueAt = Math.max(lastDueAt, arrival) + (bytes / how.bytesPerS) * 1_000
    return lastDueAt
  }

  function pump(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (hasVanished || passage().kind === 'held' || to.destroyed) return
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const waitMs = next.dueAt - performance.now()
      if (waitMs > 0) {
        timer = setTimeout(pump, waitMs)
        return
      }
      if (to.writableNeedDrain) return
      queue.shift()
      queued -= next.bytes.length
      to.write(next.bytes)
    }
    if (queued < QUEUE_BYTES) from.resume()
    if (hasEnded) to.end()
  }

  return {
    changed() {
      // What waits behind a slow line waits no longer than the line is slow.
      if (passage().kind === 'open') for (const waiting of queue) waiting.dueAt = 0
      lastDueAt = 0
      pump()
    },
    vanish() {
      hasVanished = true
      queue.length = 0
      // What is still said is read and forgotten, so that the sender takes it for delivered.
      from.resume()
    },
  }
}

function slices(chunk: Buffer, passage: Passage): Buffer[] {
  if (passage.kind !== 'slow' || chunk.length <= passage.sliceBytes) return [chunk]
  const { sliceBytes } = passage
  return Array.from({ length: Math.ceil(chunk.length / sliceBytes) }, (_, index) =>
    chunk.subarray(index * sliceBytes, (index + 1) * sliceBytes),
  )
}
