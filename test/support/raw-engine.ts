// Engine.IO by hand: one WebSocket on which a test says any frame it likes, or single polling requests.

import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { eventually } from './eventually.js'

export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** One HTTP request with exactly these headers (`fetch` adds some and forbids others). */
export function ask(
  url: string,
  path: string,
  options: { method?: string; headers?: Readonly<Record<string, string>>; body?: string } = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const asked = request(url + path, { method, headers, agent: false }, answer => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('error', reject)
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    asked.once('error', reject)
    asked.end(body)
  })
}

export const POLLING = '/socket.io/?EIO=4&transport=polling'

/** Opens a polling session. @returns its engine session id */
export async function openPolling(
  url: string,
  cookie: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const answer = await ask(url, POLLING, { headers: { cookie, ...headers } })
  const sid = /"sid":"([^"]+)"/.exec(answer.text)?.[1]
  if (sid === undefined) throw new Error(`no session: ${answer.status} ${answer.text}`)
  return sid
}

/** Polls until something that was said holds `text`. @returns all that was said until then */
export async function pollUntil(url: string, sid: string, cookie: string, text: string): Promise<string> {
  let said = ''
  while (!said.includes(text)) {
    const answer = await ask(url, `${POLLING}&sid=${sid}`, { headers: { cookie } })
    if (answer.status !== 200) throw new Error(`the poll ended with ${answer.status} after ${said}`)
    said += answer.text
  }
  return said
}

export interface RawEngine extends Disposable {
  readonly ws: WebSocket
  /** The connection under it, for bytes that `ws` would not send. */
  readonly line: Socket
  /** All frames received, as text. */
  readonly frames: string[]
  send(frame: string | Buffer): void
  /** Resolves with the first frame, from now on or before, that begins so. */
  frame(start: string): Promise<string>
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  /** Sends a command under a new ack id. @returns the answer */
  command(event: string, request: unknown): Promise<unknown>
}

/** @throws Error with the HTTP status when the upgrade is refused */
export async function openRaw(
  url: string,
  headers: Readonly<Record<string, string>>,
  options: { sid?: string; isSignedIn?: boolean } = {},
): Promise<RawEngine> {
  const sid = options.sid === undefined ? '' : `&sid=${options.sid}`
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket${sid}`
  const ws = new WebSocket(address, { headers, perMessageDeflate: false })
  const frames: string[] = []
  ws.on('message', (data: Buffer) => void frames.push(data.toString()))
  const closed = new Promise<number>(resolve => ws.once('close', resolve))
  const line = await new Promise<Socket>((resolve, reject) => {
    ws.once('upgrade', ({ socket }: IncomingMessage) => ws.once('open', () => resolve(socket)))
    ws.once('error', reject)
  })
  // A test that breaks the rules is answered with errors.
  ws.on('error', () => undefined)
  let acks = 100

  const raw: RawEngine = {
    ws,
    line,
    frames,
    closed,
    send: frame => ws.send(frame),
    frame: start =>
      eventually(() => {
        const found = frames.find(frame => frame.startsWith(start))
        if (found === undefined) throw new Error(`no frame ${start} in ${frames.join(' | ').slice(0, 500)}`)
        return found
      }),
    async command(event, request) {
      acks += 1
      ws.send(`42${acks}${JSON.stringify([event, request])}`)
      const answer: unknown = JSON.parse((await raw.frame(`43${acks}[`)).slice(`43${acks}`.length))
      return Array.isArray(answer) ? answer[0] : undefined
    },
    [Symbol.dispose]: () => ws.terminate(),
  }
  if (options.isSignedIn ?? true) {
    raw.send('40{"protocolVersion":1}')
    await raw.frame('42["server:welcome"')
  }
  return raw
}
