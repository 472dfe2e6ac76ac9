// One primary per data directory. The lock is a Unix socket on which its holder tells its process id: the system
// frees it however the holder ends, so a lock left behind is known by nobody answering, not by guessing about ids.

import { once } from 'node:events'
import { rename, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const ANSWER_TIMEOUT_MS = 2_000

export interface DataDirLock {
  release(): Promise<void>
}

/**
 * @param socketDir where the lock's socket lies (`makeSocketDir`)
 * @throws Error with one line when another process holds the lock
 */
export async function lockDataDir(socketDir: string): Promise<DataDirLock> {
  const path = join(socketDir, 'primary.sock')
  const server = (await tryListen(path)) ?? (await takeOver(path))

  return {
    async release() {
      const closed = once(server, 'close')
      // Takes the socket's file away too.
      server.close()
      await closed
    },
  }
}

async function takeOver(path: string): Promise<Server> {
  await refuseIfHeld(path)

  // Between the question and here another start may have taken the lock: move the file away, then ask what was moved.
  const moved = `${path}.stale-${process.pid}`
  try {
    await rename(path, moved)
  } catch (error) {
    // Whoever held it has ended in between, and taken it away.
    if (codeOf(error) === 'ENOENT') return listen(path)
    throw error
  }
  try {
    await refuseIfHeld(moved)
  } catch (cause) {
    await rename(moved, path)
    throw cause
  }
  await rm(moved, { force: true })
  return listen(path)
}

async function listen(path: string): Promise<Server> {
  const server = await tryListen(path)
  if (server === undefined) throw new Error('another Hubbub is just starting with this data directory')
  return server
}

async function tryListen(path: string): Promise<Server | undefined> {
  const server = createServer(socket => {
    socket.on('error', () => socket.destroy())
    socket.end(String(process.pid))
  })
  try {
    server.listen(path)
    await once(server, 'listening')
  } catch (cause) {
    if (codeOf(cause) === 'EADDRINUSE') return undefined
    throw cause
  }
  server.unref()
  return server
}

async function refuseIfHeld(path: string): Promise<void> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
  } catch (cause) {
    if (codeOf(cause) === 'ECONNREFUSED' || codeOf(cause) === 'ENOENT') return
    throw cause
  }
  socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('no answer')))
  const pid = await text(socket).catch(() => 'unknown: it does not answer')
  throw new Error(`already running as pid ${pid}`)
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined
}
