import { createHash } from 'node:crypto'
import { lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Unix socket's path has room for 108 bytes on Linux and 104 on macOS, the closing NUL included. */
const SOCKET_PATH_MAX_BYTES = 103
const LONGEST_NAME = 'primary.sock.stale-4194304'

/**
 * Where the sockets that belong to `dir` lie: in it, or, when its path is too long for that, in a private directory
 * under the system's temporary one that the next start finds again.
 *
 * @param dir an absolute path
 */
export function socketDirOf(dir: string): string {
  if (Buffer.byteLength(join(dir, LONGEST_NAME)) <= SOCKET_PATH_MAX_BYTES) return dir
  const fingerprint = createHash('sha256').update(dir).digest('hex').slice(0, 16)
  return join(tmpdir(), `hubbub-${fingerprint}`)
}

/** Makes that directory. @returns `socketDirOf(dir)` @throws Error when it belongs to somebody else */
export async function makeSocketDir(dir: string): Promise<string> {
  const short = socketDirOf(dir)
  if (short === dir) return dir
  await mkdir(short, { recursive: true, mode: 0o700 })
  // Others can write to the temporary directory too: whoever made this one first could stand in for Redis.
  const stats = await lstat(short)
  if (!stats.isDirectory() || stats.uid !== process.getuid?.() || (stats.mode & 0o077) !== 0)
    throw new Error(`${short} is not private to this user; remove it or choose a shorter data directory`)
  return short
}
