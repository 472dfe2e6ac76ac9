// The page as nginx serves it, and all of it over TLS.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { PROTOCOL_VERSION } from '@hubbub/shared'
import { io } from 'socket.io-client'
import { expect, test } from 'vitest'
import { startFakeNode } from '../support/fake-node.js'
import { freePort } from '../support/free-port.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { startNginx } from '../support/start-nginx.js'
import { someName } from '../support/wire-client.js'

const BROTLI_MODULE = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so'
const portOf = ({ url }: Cluster) => Number(new URL(url).port)
/** What differs from answer to answer, or says how it was sent. */
const OF_THE_ANSWER = new Set(
  'accept-ranges,connection,content-encoding,content-length,content-type,date,etag,keep-alive,last-modified,server,transfer-encoding,vary'.split(
    ',',
  ),
)

function headersOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !OF_THE_ANSWER.has(name)))
}

async function assetOf(url: string): Promise<string> {
  const page = await (await fetch(url)).text()
  const [asset] = /\/assets\/[\w-]+\.js/.exec(page) ?? []
  if (asset === undefined) throw new Error(`no asset in ${page}`)
  return asset
}

test('page and assets come from nginx with the same headers as from a node: policy and caching', async () => {
  await using cluster = await startCluster({ workers: 1 })
  await using nginx = await startNginx({
    nodes: [{ id: 'node-a', port: portOf(cluster) }],
    balance: 'by-sid',
  })
  const asset = await assetOf(nginx.url)
  for (const path of [
    '/',
    '/index.html',
    '/theme.js',
    '/service-worker.js',
    '/favicon.svg',
    '/icon-512.png',
    '/manifest.webmanifest',
    asset,
  ]) {
    const [byNginx, byNode] = await Promise.all([fetch(nginx.url + path), fetch(cluster.url + path)])
    expect(byNginx.status).toBe(200)
    expect(headersOf(byNginx)).toEqual(headersOf(byNode))
    expect(await byNginx.text()).toBe(await byNode.text())
  }
  for (const { url } of [nginx, cluster]) {
    const { status, headers } = await fetch(`${url}/cluster`, { redirect: 'manual' })
    expect([status, headers.get('location')]).toEqual([302, '/#/cluster'])
  }
  const policy = (await fetch(nginx.url)).headers.get('content-security-policy')
  expect(policy).toContain("default-src 'self'")
})

test('hashed assets are cached for good, the page is asked for each time and not sent twice', async () => {
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid' })
  const asset = await fetch(nginx.url + (await assetOf(nginx.url)))
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')

  const page = await fetch(nginx.url)
  expect(page.headers.get('cache-control')).toBe('no-cache')
  const again = await fetch(nginx.url, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } })
  expect(again.status).toBe(304)
  expect(again.headers.get('content-security-policy')).toBe(page.headers.get('content-security-policy'))

  const missing = await fetch(`${nginx.url}/assets/gone-1234.js`)
  expect(missing.status).toBe(404)
  expect(missing.headers.get('cache-control')).toBe(null)
  expect(node.requests).toEqual([])
})

test('assets are sent as the build has compressed them, and uncompressed to who asks for that', async () => {
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid' })
  const asset = nginx.url + (await assetOf(nginx.url))
  const zipped = await fetch(asset, { headers: { 'accept-encoding': 'gzip' } })
  const plain = await fetch(asset, { headers: { 'accept-encoding': 'identity' } })
  expect(zipped.headers.get('content-encoding')).toBe('gzip')
  expect(zipped.headers.get('vary')).toBe('Accept-Encoding')
  expect(plain.headers.get('content-encoding')).toBe(null)
  const text = await plain.text()
  expect(await zipped.text()).toBe(text)

  const file = new URL(`../../apps/web/dist${new URL(asset).pathname}.gz`, import.meta.url)
  const kept = await readFile(file)
  expect(zipped.headers.get('content-length')).toBe(String(kept.length))
  expect(gunzipSync(kept).toString()).toBe(text)
})

test('pages are sent as brotli where nginx has the module for it, else as gzip; the build has both', async () => {
  const hasBrotli = existsSync(BROTLI_MODULE)
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({
    nodes: [node],
    balance: 'by-sid',
    ...(hasBrotli ? { brotliModule: BROTLI_MODULE } : {}),
  })
  const path = await assetOf(nginx.url)
  const asset = await fetch(nginx.url + path, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(asset.headers.get('content-encoding')).toBe(hasBrotli ? 'br' : 'gzip')
  expect(asset.headers.get('cache-control')).toContain('immutable')
  const plain = await fetch(nginx.url + path, { headers: { 'accept-encoding': 'identity' } })
  const text = await plain.text()
  expect(await asset.text()).toBe(text)
  const kept = await readFile(new URL(`../../apps/web/dist${path}.br`, import.meta.url))
  expect(brotliDecompressSync(kept).toString()).toBe(text)
})

test('over TLS: redirect, HSTS, a cookie of this host alone, and WebSocket', async () => {
  const port = await freePort()
  const origin = `https://localhost:${port}`
  await using cluster = await startCluster({
    workers: 1,
    env: { TRUST_PROXY: 'loopback', PUBLIC_URL: origin },
  })
  const { certificate, key } = await selfSigned()
  await using nginx = await startNginx({
    nodes: [{ id: 'node-a', port: portOf(cluster) }],
    balance: 'by-sid',
    tls: { port, certificate, key },
  })

  const plain = await fetch(`${nginx.url}/some/page?x=1`, { redirect: 'manual' })
  expect(plain.status).toBe(301)
  expect(plain.headers.get('location')).toBe('https://127.0.0.1/some/page?x=1')
  expect(plain.headers.get('strict-transport-security')).toBe(null)

  const page = await over(origin, certificate, '/')
  expect(page.status).toBe(200)
  expect(page.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
  const api = await over(origin, certificate, '/api/auth/me')
  expect(api.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')

  const signedIn = await over(origin, certificate, '/api/auth/guest', JSON.stringify({ name: someName() }))
  expect(signedIn.status).toBe(201)
  const [cookie = ''] = signedIn.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/^__Host-hubbub=.*; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/)

  for (const transport of ['websocket', 'polling']) {
    const socket = io(origin, {
      ca: certificate,
      transports: [transport],
      reconnection: false,
      extraHeaders: { cookie: cookie.split(';')[0] ?? '', origin },
      auth: { protocolVersion: PROTOCOL_VERSION },
    })
    const welcome = await new Promise((resolve, reject) => {
      socket.once('server:welcome', resolve)
      socket.once('connect_error', reject)
    })
    expect(welcome).toMatchObject({ node: 'node-a' })
    socket.disconnect()
  }

  await expect(over(origin, certificate, '/', undefined, 'TLSv1.1')).rejects.toThrow()
  expect((await over(origin, certificate, '/', undefined, 'TLSv1.2')).status).toBe(200)
})

async function selfSigned(): Promise<{ certificate: string; key: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-tls-'))
  try {
    const files = ['-keyout', join(dir, 'key.pem'), '-out', join(dir, 'certificate.pem')]
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    await promisify(execFile)('openssl', ['req', '-x509', ...kind, ...names, ...files])
    const [certificate, key] = await Promise.all(
      ['certificate.pem', 'key.pem'].map(name => readFile(join(dir, name), 'utf8')),
    )
    return { certificate: certificate ?? '', key: key ?? '' }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

interface Answered {
  status: number | undefined
  headers: IncomingHttpHeaders
}

/** GET, or POST of a JSON body, to a server whose certificate signs itself. */
function over(origin: string, ca: string, path: string, body?: string, tls?: 'TLSv1.1' | 'TLSv1.2') {
  return new Promise<Answered>((resolve, reject) => {
    const request = httpsRequest(origin + path, {
      ca,
      agent: false,
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json', origin } }),
      ...(tls ? { minVersion: tls, maxVersion: tls } : {}),
    })
    request.once('error', reject)
    request.once('response', response => {
      response.resume()
      response.once('end', () => resolve({ status: response.statusCode, headers: response.headers }))
    })
    request.end(body)
  })
}
