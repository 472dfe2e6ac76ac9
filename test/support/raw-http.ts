// HTTP by hand over one TCP connection: what is sent and when is up to the test, what comes back is all the bytes.

import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Exchange {
  /** All that came back, as text. */
  text: string
  /** Status of the first response, null when none came. */
  status: number | null
  /** Body of the first response. */
  body: string
  /** From connect until the connection was closed, in milliseconds. */
  tookMs: number
  /** The error the connection ended with. */
  error: string | null
}

/**
 * Sends the segments, each in a packet of its own, and reads until the other side closes.
 * @param options.gapMs waits between the segments.
 * @param options.withinMs closes after this time if the other side does not; the exchange then has error `timeout`.
 */
export async function exchange(
  port: number,
  segments: readonly (string | Buffer)[],
  options: { gapMs?: number; withinMs?: number } = {},
): Promise<Exchange> {
  const started = performance.now()
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const chunks: Buffer[] = []
  let error: string | null = null
  socket.on('data', chunk => chunks.push(chunk))
  socket.on('error', (reason: NodeJS.ErrnoException) => {
    error = reason.code ?? reason.message
  })
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  const guard = setTimeout(() => {
    error = 'timeout'
    socket.destroy()
  }, options.withinMs ?? 15_000)

  await sendInTurn(socket, segments, options.gapMs ?? 0)
  await closed
  clearTimeout(guard)
  const text = Buffer.concat(chunks).toString('latin1')
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]
  const body = text.split('\r\n\r\n')[1] ?? ''
  return {
    text,
    status: status === undefined ? null : Number(status),
    body,
    tookMs: performance.now() - started,
    error,
  }
}

async function sendInTurn(
  socket: Socket,
  segments: readonly (string | Buffer)[],
  gapMs: number,
): Promise<void> {
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  for (const segment of segments) {
    if (socket.destroyed) return
    const written = new Promise<void>(resolve => socket.write(segment, () => resolve()))
    await Promise.race([written, closed])
    if (gapMs > 0) await sleep(gapMs)
  }
}

export function get(path: string, headers: readonly string[] = []): string {
  return [`GET ${path} HTTP/1.1`, 'Host: test', ...headers, '', ''].join('\r\n')
}

export function post(path: string, length: number, headers: readonly string[] = []): string {
  return [`POST ${path} HTTP/1.1`, 'Host: test', `Content-Length: ${length}`, ...headers, '', ''].join('\r\n')
}

/** What the fixture worker says of itself and of the body it got. */
export interface FixtureAnswer {
  worker: string
  pid: number
  length: number
  sha256: string
  peersLost: string[]
}

export function fixtureAnswer(exchange: Exchange): FixtureAnswer {
  if (exchange.status !== 200)
    throw new Error(`not answered: ${exchange.error} ${exchange.text.slice(0, 200)}`)
  return JSON.parse(exchange.body) as FixtureAnswer
}
