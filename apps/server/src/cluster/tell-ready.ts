// Tells whoever started this node that it is up: PM2 over the channel it gave us, systemd through its own program,
// since Node has no sockets of the kind that systemd listens on.

import { execFile } from 'node:child_process'
import type { Logger } from 'pino'

/** @param isAwaitedBySystemd whether systemd waits to be told (`Type=notify`) */
export function tellReady(isAwaitedBySystemd: boolean, log: Logger): void {
  // The word is PM2's (`wait_ready`).
  process.send?.('ready')
  if (!isAwaitedBySystemd) return
  execFile('systemd-notify', ['--ready'], error => {
    // systemd will end us after its time-out; without this line nobody would know why.
    if (error !== null) log.error({ reason: error.message }, 'systemd could not be told that the node is up')
  })
}
