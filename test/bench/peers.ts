// What our server is measured against: the programs of test/baseline.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { eventually } from '../support/eventually.js'
import { root } from '../support/root.js'
import { killWithThisProcess } from '../support/watchdog.js'
import { cookieOf } from '../support/wire-client.js'
import { inParallel, type Place, startNodes, type Target } from './target.js'
import type { Entrance, WireName } from './wires.js'

const AT_ONCE = 32
const PORT_TOLD = / on port (\d+)/

export const textbook: Target = {
  name: 'textbook',
  start: place => startPeer('textbook', { ...place, env: { ...place.env, SESSION: '1' } }),
  async prepare(start, _, { people, rooms }) {
    await using server = await start()
    const url = `http://127.0.0.1:${server.nodes[0]?.port}`
    const cookies = await inParallel(people, AT_ONCE, () => newSession(url))
    return cookies.map((cookie, index) => entrance(cookie, index % rooms))
  },
}

export const bareWs: Target = {
  name: 'bare-ws',
  start: place => startPeer('bare-ws', place),
  prepare: async (_, __, { people, rooms }) =>
    Array.from({ length: people }, (_, index) => entrance('', index % rooms)),
}

function entrance(cookie: string, index: number): Entrance {
  const room = `room-${index}`
  return { cookie, room, join: JSON.stringify(room) }
}

/** The engine refuses the transport, but only after the session has been made. */
async function newSession(url: string): Promise<string> {
  const response = await fetch(`${url}/socket.io/?EIO=4&transport=none`)
  await response.arrayBuffer()
  const cookie = cookieOf(response)
  if (cookie === '') throw new Error(`no session: ${response.status}`)
  return cookie
}

async function startPeer(name: Exclude<WireName, 'hubbub'>, place: Place) {
  const nodes = await startNodes(place.nodes, id => startPeerNode(name, id, place))
  const all = (signal: 'SIGTERM' | 'SIGKILL') => async () => {
    for (const node of nodes) await node.end(signal)
  }
  return {
    nodes,
    pids: nodes.map(({ pid }) => pid),
    stop: all('SIGTERM'),
    [Symbol.asyncDispose]: all('SIGKILL'),
  }
}

async function startPeerNode(name: string, id: string, { redis, workersPerNode, isLogged, env }: Place) {
  const child = spawn(process.execPath, [`${root}/test/dist/baseline/${name}.js`], {
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      WORKERS: String(workersPerNode),
      REDIS_URL: redis.url,
      ...(isLogged ? { LOG: '1' } : {}),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  const watchdog = killWithThisProcess(pid)
  const exited = once(child, 'exit')
  let said = ''
  child.stdout.on('data', chunk => (said += chunk))

  let ended: Promise<void> | undefined
  function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    child.kill(signal)
    ended ??= exited.then(() => watchdog.release())
    return ended
  }

  try {
    const port = await eventually(
      () => {
        const told = PORT_TOLD.exec(said)?.[1]
        if (told === undefined) throw new Error(`${name} did not start: ${said}`)
        return Number(told)
      },
      { withinMs: 20_000 },
    )
    return { id, pid, port, end, [Symbol.asyncDispose]: () => end('SIGKILL') }
  } catch (error) {
    await end('SIGKILL')
    throw error
  }
}
