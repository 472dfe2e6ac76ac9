// The real nginx with the very files of deploy/nginx; only what is in their folder `local` is written for the test.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.js'
import { freePort } from './free-port.js'
import { root } from './root.js'
import { killWithThisProcess } from './watchdog.js'

const BINARY = process.env.NGINX ?? '/usr/sbin/nginx'
const FILES = `${root}/deploy/nginx`
const PAGES = `${root}/apps/web/dist`

export interface NginxOptions {
  /** NODE_ID, port and address; default 127.0.0.1. */
  nodes: readonly { id: string; port: number; host?: string }[]
  balance: 'ip-hash' | 'round-robin' | 'least-conn' | 'by-sid'
  /** With it, sites/https.conf is used, on a port of its own. */
  tls?: { port: number; certificate: string; key: string }
  clientAddress?: 'direct' | 'behind-balancer'
  /** worker_shutdown_timeout; default 30, as in deploy/nginx. */
  shutdownTimeoutS?: number
  /** The module that sends files compressed with brotli, where nginx has it. */
  brotliModule?: string
  /** Without TLS; default: a free one. */
  port?: number
}

export interface Nginx extends AsyncDisposable {
  /** Without TLS. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Process ids of its workers that live now, also those that a reload has replaced and that linger. */
  workers(): Promise<number[]>
  /** Resolves when new workers have been started. */
  reload(): Promise<void>
  /** Kills all of it without notice. */
  kill9(): Promise<void>
  accessLog(): Promise<string>
  errorLog(): Promise<string>
}

/** @throws Error with nginx's own words when it does not start */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-nginx-'))
  // nginx's workers may run as another user than its first process.
  await chmod(dir, 0o755)
  const port = options.port ?? (await freePort())
  await cp(FILES, join(dir, 'conf'), { recursive: true })
  await writeLocalFiles(dir, port, options)

  const child = spawn(BINARY, ['-p', dir, '-e', join(dir, 'error.log'), '-c', join(dir, 'conf/nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let said = ''
  child.stderr.on('data', chunk => (said += chunk))
  await once(child, 'spawn')
  const group = -(child.pid ?? 0)
  const watchdog = killWithThisProcess(group, dir)
  const exited = once(child, 'exit')
  const errorLog = () => readFile(join(dir, 'error.log'), 'utf8').catch(() => '')

  async function workers(): Promise<number[]> {
    const log = await errorLog()
    const all = (pattern: RegExp) => [...log.matchAll(pattern)].map(([, pid]) => Number(pid))
    const ended = new Set(all(/worker process (\d+) exited/g))
    return all(/start worker process (\d+)/g).filter(pid => !ended.has(pid))
  }

  async function stop() {
    child.kill('SIGTERM')
    await exited
    watchdog.release()
    await rm(dir, { recursive: true, force: true })
  }

  try {
    await eventually(
      async () => {
        if (child.exitCode !== null) return
        if ((await workers()).length === 0) throw new Error('no worker yet')
      },
      { withinMs: 10_000 },
    )
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}${await errorLog()}`)
  } catch (error) {
    await stop()
    throw error
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    workers,
    async reload() {
      const before = await workers()
      child.kill('SIGHUP')
      await eventually(async () => {
        const started = (await workers()).filter(pid => !before.includes(pid))
        if (started.length === 0) throw new Error(`not reloaded: ${await errorLog()}`)
      })
    },
    async kill9() {
      process.kill(group, 'SIGKILL')
      await exited
    },
    accessLog: () => readFile(join(dir, 'access.log'), 'utf8').catch(() => ''),
    errorLog,
    [Symbol.asyncDispose]: stop,
  }
}

async function writeLocalFiles(dir: string, port: number, options: NginxOptions): Promise<void> {
  const { nodes, balance, tls, clientAddress = 'direct', shutdownTimeoutS = 30, brotliModule } = options
  const addressOf = ({ host = '127.0.0.1', port }: (typeof nodes)[number]) => `${host}:${port}`
  const local = (name: string, lines: readonly string[]) =>
    writeFile(join(dir, 'conf/local', name), `${lines.join('\n')}\n`)

  await local('process.conf', [
    'daemon off;',
    // Without the rights to change its user nginx runs as who started it.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'pid nginx.pid;',
    'error_log error.log notice;',
    'worker_processes 2;',
    `worker_shutdown_timeout ${shutdownTimeoutS}s;`,
    ...(brotliModule ? [`load_module ${brotliModule};`] : []),
  ])
  await local(
    'nodes.conf',
    nodes.map(node => `server ${addressOf(node)} max_fails=1 fail_timeout=3s;`),
  )
  await local(
    'node-ids.conf',
    nodes.map(node => `~^${node.id}\\. ${addressOf(node)};`),
  )
  await local('balancers.conf', ['set_real_ip_from 127.0.0.1;'])
  await local('listen.conf', [`listen 127.0.0.1:${port} default_server;`])
  await local('choices.conf', [
    `include balance/${balance}.conf;`,
    `include client-address/${clientAddress}.conf;`,
    `include sites/${tls ? 'https' : 'http'}.conf;`,
    'gzip_static on;',
    ...(brotliModule ? ['brotli_static on;'] : []),
    `root ${PAGES};`,
    'access_log access.log hubbub;',
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${name};`),
  ])
  if (!tls) return
  await local('tls.conf', [
    `listen 127.0.0.1:${tls.port} ssl http2 default_server;`,
    'ssl_certificate certificate.pem;',
    'ssl_certificate_key key.pem;',
  ])
  await writeFile(join(dir, 'conf/certificate.pem'), tls.certificate)
  await writeFile(join(dir, 'conf/key.pem'), tls.key, { mode: 0o600 })
}
