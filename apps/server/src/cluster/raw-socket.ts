// The one place that reaches into a socket's private handle. Always true: between `stopReading` and `startReading` this
// process takes no byte from the connection, so whoever else holds it can read on without a gap. `socket.pause()` does
// not promise that: it leaves the handle reading, and what arrives then is lost to the next holder.

import { connect, type Socket } from 'node:net'

interface RawHandle {
  reading: boolean
  readStop(): void
  readStart(): void
}

/** Call it inside the `data` handler, so that the loop that is reading stops with the bytes just seen. */
export function stopReading(socket: Socket): void {
  const handle = handleOf(socket)
  if (handle === null) return
  // `reading` stays true on purpose: it keeps the stream from starting the handle again behind our back.
  handle.reading = true
  handle.readStop()
}

export function startReading(socket: Socket): void {
  const handle = handleOf(socket)
  if (handle === null) return
  handle.reading = true
  handle.readStart()
}

/** Whether the socket can still be handed over: its end of the connection is open here. */
export function isOpen(socket: Socket): boolean {
  return !socket.destroyed && handleOf(socket) !== null
}

/** @throws Error with one clear line when this version of Node cannot do what the hand-over needs. */
export function checkReadingCanStop(port: number, host: string): void {
  const probe = connect({ port, host })
  probe.on('error', () => probe.destroy())
  const isSupported = handleOf(probe) !== null
  probe.destroy()
  if (!isSupported) {
    throw new Error(
      `Node ${process.version} lacks the socket functions (readStop, readStart) that routing needs`,
    )
  }
}

function handleOf(socket: Socket): RawHandle | null {
  const handle: unknown = Reflect.get(socket, '_handle')
  return isRawHandle(handle) ? handle : null
}

function isRawHandle(handle: unknown): handle is RawHandle {
  return (
    typeof handle === 'object' &&
    handle !== null &&
    typeof Reflect.get(handle, 'readStop') === 'function' &&
    typeof Reflect.get(handle, 'readStart') === 'function'
  )
}
