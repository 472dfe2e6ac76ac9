import { spawn } from 'node:child_process'

/**
 * Kills process `pid` (and removes `dir`) when this process ends without having called `release`, however it ends.
 * For every process a test starts that would outlive the test run otherwise.
 */
export function killWithThisProcess(pid: number, dir = ''): { release(): void } {
  // The watchdog notices by its standard input: a line means released, its end means that this process is gone.
  const script = 'read -r line && exit; kill -KILL "$1"; [ -z "$2" ] || rm -rf "$2"'
  const watchdog = spawn('sh', ['-c', script, 'watchdog', String(pid), dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A process group of its own: Ctrl-C in the terminal must not end it before it has done its work.
    detached: true,
  })
  watchdog.unref()
  return { release: () => void watchdog.stdin.end('released\n') }
}
