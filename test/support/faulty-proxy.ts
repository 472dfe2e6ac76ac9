// A proxy between clients and a chat that breaks what it passes on, for tests of whoever should notice. It knows only
// WebSockets and single HTTP requests, which is all that those clients use.

import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

/** What becomes of one Socket.IO packet from the chat to a client: what is passed on instead of it, at once. */
export type Fault = (packet: ServerPacket) => readonly string[]

export interface ServerPacket {
  /** As it came. */
  text: string
  /** Entries of a message that it holds, wherever they are in it. */
  isEntries: boolean
  /** Its parts: of an event the name and the fact, of an ack the answer. */
  parts: unknown[]
  /** The same packet with other parts. */
  rewritten(parts: unknown[]): string
}

export interface FaultyProxy extends AsyncDisposable {
  readonly url: string
}

/** @param newFault makes the fault of one connection */
export async function startFaultyProxy(target: string, newFault: () => Fault): Promise<FaultyProxy> {
  const server = createServer((request, response) => passOn(target, request, response))
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (client, request) => {
    const { cookie = '' } = request.headers
    const upstream = new WebSocket(`${target.replace('http', 'ws')}${request.url ?? ''}`, {
      headers: { cookie },
    })
    const fault = newFault()
    const early: string[] = []
    client.on('message', frame => {
      if (upstream.readyState === WebSocket.OPEN) upstream.send(String(frame))
      else early.push(String(frame))
    })
    upstream.on('open', () => early.splice(0).forEach(frame => void upstream.send(frame)))
    upstream.on('message', frame => {
      const text = String(frame)
      const packet = parsePacket(text)
      for (const passed of packet === null ? [text] : fault(packet)) client.send(passed)
    })
    client.on('close', () => upstream.close())
    upstream.on('close', () => client.close())
    for (const socket of [client, upstream]) socket.on('error', () => socket.terminate())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function passOn(target: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request
  const options = { method, headers: { ...headers, host: new URL(target).host } }
  const onward = httpRequest(new URL(request.url ?? '', target), options, answer => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.once('error', () => response.destroy())
  request.pipe(onward)
}

/** @returns null for what is neither an event nor an ack */
function parsePacket(text: string): ServerPacket | null {
  const [, head, body] = /^(4[23]\d*)(\[.*)$/s.exec(text) ?? []
  if (head === undefined || body === undefined) return null
  return {
    text,
    isEntries: body.startsWith('["room:entries"'),
    parts: JSON.parse(body) as unknown[],
    rewritten: parts => head + JSON.stringify(parts),
  }
}
