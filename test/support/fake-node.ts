// In the place of a node: tells what reaches it, and fails as it is told to.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { killWithThisProcess } from './watchdog.js'

export interface FakeNode extends AsyncDisposable {
  readonly id: string
  readonly port: number
  /** Of all requests that reached it: method and URL. */
  readonly requests: string[]
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Default answer: the request's headers as JSON. */
export async function startFakeNode(id: string, answer: Answer = tellHeaders): Promise<FakeNode> {
  const requests: string[] = []
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    request.resume()
    request.once('end', () => answer(request, response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    id,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Breaks the connection when the whole request has been read, as a node that is killed then. */
export function breakOff(request: IncomingMessage): void {
  request.socket.destroy()
}

function tellHeaders({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(headers))
}

const STANDING_STILL = `
  const server = require('node:net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    process.stdout.write(server.address().port + '\\n', () => process.kill(process.pid, 'SIGSTOP'))
  })
`
/** So long without an answer means that none will come. */
const SILENCE_MS = 300

/** A machine that is gone: an attempt to connect is not even refused, because no packet ever comes back. */
export async function startVanishedNode(id: string): Promise<{ id: string; port: number } & AsyncDisposable> {
  const child = spawn(process.execPath, ['--eval', STANDING_STILL], { stdio: ['ignore', 'pipe', 'inherit'] })
  const watchdog = killWithThisProcess(child.pid ?? 0)
  const [said] = await once(child.stdout, 'data')
  const port = Number(said)

  // It listens but takes nothing, and once its queue is full the kernel ignores whoever knocks.
  const queue: Socket[] = []
  let isAnswered = true
  while (isAnswered) {
    const socket = connect(port, '127.0.0.1')
    queue.push(socket)
    isAnswered = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(AbortSignal.timeout(SILENCE_MS), 'abort').then(() => false),
    ])
  }
  return {
    id,
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of queue) socket.destroy()
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
      watchdog.release()
    },
  }
}
