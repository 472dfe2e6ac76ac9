// Runs a few words of JavaScript inside another Node process, through its inspector.

import { WebSocket } from 'ws'
import { eventually } from '../support/eventually.js'

/** Where every Node process opens its inspector after SIGUSR1. */
const INSPECTOR = 'http://127.0.0.1:9229/json'

/**
 * The inspector is closed again a moment after `source` was begun.
 * @throws Error when the process does not open it, because another one has that port
 */
export async function runInside(pid: number, source: string): Promise<void> {
  process.kill(pid, 'SIGUSR1')
  const address = await eventually(async () => {
    const targets = (await (await fetch(INSPECTOR)).json()) as { webSocketDebuggerUrl: string }[]
    const [target] = targets
    if (target === undefined) throw new Error('the inspector is not open')
    return target.webSocketDebuggerUrl
  })
  const socket = new WebSocket(address)
  try {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    if ((await evaluate(socket, 'process.pid')) !== pid)
      throw new Error('another process has the inspector port')
    await evaluate(
      socket,
      `setTimeout(() => { process.getBuiltinModule('node:inspector').close(); ${source} }, 100)`,
    )
  } finally {
    socket.close()
  }
}

let ids = 0

async function evaluate(socket: WebSocket, expression: string): Promise<unknown> {
  const id = ++ids
  const answer = new Promise<unknown>((resolve, reject) => {
    const heard = (text: Buffer) => {
      const message = JSON.parse(text.toString()) as {
        id: number
        result?: { result: { value?: unknown }; exceptionDetails?: { text: string } }
      }
      if (message.id !== id) return
      socket.off('message', heard)
      const { exceptionDetails, result } = message.result ?? {}
      if (exceptionDetails === undefined) resolve(result?.value)
      else reject(new Error(`inside: ${exceptionDetails.text}`))
    }
    socket.on('message', heard)
  })
  socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }))
  return answer
}
