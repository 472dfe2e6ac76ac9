// The port for those who run the node: metrics, status, reload. Always true:
//  - it is a port of its own, on loopback unless told otherwise; nothing of it can be reached through the public one;
//  - no page in a browser can use it: it sets no cookie, allows no other origin, answers only under names that nobody
//    can point at this machine from outside (DNS rebinding), and changes something only for a request with a header
//    that a page of another site cannot send without being asked for leave.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { explainListenError } from './listen.js'

export interface InternalDuties {
  /** Of this node. */
  status(): object
  /** The other nodes, as far as they are known here. */
  fellows(): readonly unknown[]
  /** In the Prometheus text format. */
  metrics(): Promise<string>
  /** @throws Error with one line for people */
  reload(): Promise<void>
}

export interface InternalServer {
  readonly port: number
  close(): void
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'
const OPERATOR_HEADER = 'hubbub-operator'

/** @throws Error with one line for people when the port cannot be bound */
export async function startInternalServer(
  address: { host: string; port: number },
  duties: InternalDuties,
  log: Logger,
): Promise<InternalServer> {
  const { host, port } = address
  const routes = routesTo(duties)
  const server = createServer((request, response) => {
    answer(request, response).catch(error => {
      log.error({ err: error, url: request.url }, 'internal request failed by a bug')
      say(response, 500, 'internal error')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', error =>
      reject(new Error(`internal port: ${explainListenError(error, host, port)}`, { cause: error })),
    )
    server.listen({ host, port }, resolve)
  })
  server.removeAllListeners('error')
  server.on('error', error => log.error({ err: error }, 'internal connection could not be accepted'))

  return {
    port: portOf(server),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?')
    const route = routes.get(path)
    if (!isNamedSafely(request, host)) return say(response, 403, 'this host name is not one of this node')
    if (request.headers.origin !== undefined) return say(response, 403, 'not for requests from web pages')
    if (route === undefined) return say(response, 404, `there is ${[...routes.keys()].join(', ')}`)
    if (request.method !== route.method) {
      response.setHeader('allow', route.method)
      return say(response, 405, `${path} takes ${route.method}`)
    }
    if (route.method === 'POST' && request.headers[OPERATOR_HEADER] === undefined) {
      return say(response, 403, `${path} needs the header ${OPERATOR_HEADER}: 1`)
    }
    await route.run(response)
  }
}

interface Route {
  method: 'GET' | 'POST'
  run(response: ServerResponse): Promise<void>
}

function routesTo(duties: InternalDuties): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    [
      '/metrics',
      { method: 'GET', run: async response => send(response, 200, METRICS_TYPE, await duties.metrics()) },
    ],
    [
      '/status',
      {
        method: 'GET',
        run: async response => sendJson(response, 200, { ...duties.status(), fellows: duties.fellows() }),
      },
    ],
    ['/reload', { method: 'POST', run: response => reload(duties, response) }],
  ])
}

async function reload(duties: InternalDuties, response: ServerResponse): Promise<void> {
  try {
    await duties.reload()
    sendJson(response, 200, { ok: true })
  } catch (error) {
    sendJson(response, 500, { ok: false, reason: error instanceof Error ? error.message : String(error) })
  }
}

/** Whether the request names this node in a way that no foreign name server decides: by address, or by a local name. */
function isNamedSafely(request: IncomingMessage, host: string): boolean {
  const given = request.headers.host ?? ''
  if (!URL.canParse(`http://${given}`)) return false
  const name = new URL(`http://${given}`).hostname.replace(/^\[(.*)\]$/, '$1')
  // Names without a dot are given by the machine itself or its container network.
  return isIP(name) !== 0 || !name.includes('.') || [host, hostname().toLowerCase()].includes(name)
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json; charset=utf-8', `${JSON.stringify(value, null, 2)}\n`)
}

function say(response: ServerResponse, status: number, line: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${line}\n`)
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the internal port has no number')
  return address.port
}
