// Readers who take nothing of what they are sent, or only as much as a slow line carries.

import { readFile } from 'node:fs/promises'
import type { RoomId } from '@hubbub/shared'
import { eventually } from '../../support/eventually.js'
import { openRaw, type RawEngine } from '../../support/raw-engine.js'
import { guest } from '../../support/wire-client.js'
import type { ArenaNode } from '../arena-node.js'
import { startTcpProxy } from '../tcp-proxy.js'
import { openHubbubClient, signIn } from '../workload/hubbub-client.js'
import { noCounts } from '../workload/participant.js'
import type { Fault, Stage } from './fault.js'

const READERS = 24
const BIG = 'x'.repeat(7_500)
/** Messages under way at a time. */
const AHEAD = 40
const SLOW_LINE = {
  kind: 'slow',
  latencyMs: 100,
  jitterMs: 50,
  bytesPerS: 20_000,
  sliceBytes: 1_400,
} as const
const CUT_WITHIN_MS = 60_000

export const stuckReaders: Fault = {
  id: 'stuck-readers',
  name: `${READERS} readers of a busy room: half of them take nothing, half have a line of 20 kB/s`,
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  async run(stage) {
    const node = stage.random.pick(stage.arena.nodes)
    const url = `http://127.0.0.1:${node.port}`
    await using line = await startTcpProxy({ host: '127.0.0.1', port: node.port }, stage.random)
    const slowUrl = `http://127.0.0.1:${line.port}`
    using maker = await guest(url)
    const roomId = await maker.newRoom()
    stage.furtherRooms.push(roomId)
    const readers = await Promise.all(
      Array.from({ length: READERS }, (_, index) => enter(index % 2 === 0 ? url : slowUrl, roomId)),
    )
    const bytesBefore = await residentBytes(node)
    line.setPassage(SLOW_LINE)
    for (const [index, { ws }] of readers.entries()) if (index % 2 === 0) ws.pause()
    try {
      const { most, written } = await writeUntilCut(stage, node, roomId, readers)
      const value = Math.max(0, most - bytesBefore) / 2 ** 20 / READERS
      const measured = [{ what: 'memory per stuck reader', value, unit: 'MiB', atMost: 1 }] as const
      return { told: `all cut off after ${written} messages of ${BIG.length} bytes`, measured }
    } finally {
      for (const reader of readers) reader[Symbol.dispose]()
    }
  },
}

async function enter(url: string, roomId: RoomId): Promise<RawEngine> {
  const { cookie } = await signIn(url)
  const raw = await openRaw(url, { cookie })
  await raw.command('room:join', { roomId })
  return raw
}

async function writeUntilCut(
  { arena, history, random }: Stage,
  node: ArenaNode,
  roomId: RoomId,
  readers: readonly RawEngine[],
): Promise<{ most: number; written: number }> {
  const name = `loud-${random.integer(0, 2 ** 31)}`
  const writer = await openHubbubClient({ url: arena.url, name, history, counts: noCounts(), random })
  await writer.join([roomId])
  const before = cutOff(node)
  let most = 0
  let written = 0
  try {
    await eventually(
      async () => {
        while (writer.pending(roomId) < AHEAD) {
          writer.send(roomId, `${written} ${BIG}`)
          written += 1
        }
        most = Math.max(most, await residentBytes(node))
        const left = readers.length - (cutOff(node) - before)
        if (left > 0) throw new Error(`${left} of ${readers.length} stuck readers are not cut off`)
      },
      { withinMs: CUT_WITHIN_MS, everyMs: 20 },
    )
    await eventually(() => {
      if (writer.pending(roomId) > 0) throw new Error('the loud one still waits for answers')
    })
    return { most, written }
  } finally {
    writer.stop()
  }
}

function cutOff(node: ArenaNode): number {
  return node.program().output().split('"slow reader cut off"').length - 1
}

/** Of all workers of a node. */
async function residentBytes(node: ArenaNode): Promise<number> {
  const pages = await Promise.all(
    (await node.workerPids()).map(async pid =>
      Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]),
    ),
  )
  return pages.reduce((sum, count) => sum + count, 0) * 4_096
}
