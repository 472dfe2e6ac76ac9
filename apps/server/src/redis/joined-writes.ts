// A client of Redis that writes what is asked within one turn of the event loop in one piece: one system call for all
// of it here, and one in Redis. Nothing waits longer than that turn, and the order stays.

import { Redis } from 'ioredis'

export class JoinedWrites extends Redis {
  override sendCommand(...command: Parameters<Redis['sendCommand']>): unknown {
    const { stream } = this
    if (stream?.writableCorked === 0) {
      stream.cork()
      setImmediate(() => stream.uncork())
    }
    return super.sendCommand(...command)
  }
}
