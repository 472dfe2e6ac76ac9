// A small disk for Redis alone, so that it can be filled up. It goes with this process, however that ends.

import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const SIZE = '384m'
const run = promisify(execFile)

export interface RedisDisk extends AsyncDisposable {
  readonly dir: string
}

/** @returns null where this process may not mount one */
export async function mountRedisDisk(): Promise<RedisDisk | null> {
  if (process.getuid?.() !== 0) return null
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', dir])
  } catch {
    // A container without the right to mount.
    await rmdir(dir)
    return null
  }
  // Ends when its standard input does, which is when this process does or says so.
  const unmount = 'cat >/dev/null; umount -l "$1" && rmdir "$1"'
  const watchdog = spawn('sh', ['-c', unmount, 'unmount', dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  return {
    dir,
    async [Symbol.asyncDispose]() {
      const done = new Promise(resolve => watchdog.once('exit', resolve))
      watchdog.stdin.end()
      await done
    },
  }
}
