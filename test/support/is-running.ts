import { readFileSync } from 'node:fs'

/**
 * Whether the process does anything. One that has ended counts as gone before its parent has taken note of it: an orphan's
 * new parent may take seconds.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return !hasEnded(pid)
}

/** Where there is a /proc. */
function hasEnded(pid: number): boolean {
  try {
    // The state follows the name, which is in parentheses and may hold anything (proc(5)).
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return process.platform === 'linux'
  }
}
