// A site that messages link to.

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LinkedSite extends AsyncDisposable {
  /** With its port: as the setting LINK_PREVIEWS has it. */
  readonly host: string
  /** Paths that were asked for, in order, each with its headers. */
  readonly asked: { path: string; headers: Readonly<Record<string, unknown>> }[]
  /** @returns the address of a page that is answered so; as text, with status 200 as HTML */
  page(path: string, answer: string | RequestListener): string
}

export async function startLinkedSite({ host: address = '127.0.0.1' } = {}): Promise<LinkedSite> {
  const pages = new Map<string, string | RequestListener>()
  const asked: LinkedSite['asked'] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push({ path, headers: request.headers })
    const answer = pages.get(path)
    if (typeof answer === 'function') answer(request, response)
    else if (answer === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(answer)
  })
  await new Promise<void>(resolve => server.listen(0, address, resolve))
  const name = address.includes(':') ? `[${address}]` : address
  const host = `${name}:${(server.address() as AddressInfo).port}`
  return {
    host,
    asked,
    page(path, answer) {
      pages.set(path, answer)
      return `http://${host}${path}`
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A page that says this of itself. */
export function pageAbout(title: string, description = ''): string {
  return `<!doctype html><html><head><title>${title}</title><meta name="description" content="${description}"></head><body>…</body></html>`
}
