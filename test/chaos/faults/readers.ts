// Readers who do not take what they are sent, or only drop by drop.

import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RoomId } from '@hubbub/shared'
import { eventually } from '../../support/eventually.js'
import { openRaw, type RawEngine } from '../../support/raw-engine.js'
import { guest } from '../../support/wire-client.js'
import type { ArenaNode } from '../arena-node.js'
import { openHubbubClient, signIn } from '../workload/hubbub-client.js'
import { noCounts } from '../workload/participant.js'
import type { Fault, Stage } from './fault.js'

const READERS = 24
const BIG = 'x'.repeat(7_500)
/** Messages under way at a time. */
const AHEAD = 40
const SIP_EVERY_MS = 200
const CUT_WITHIN_MS = 60_000

export const stuckReaders: Fault = {
  id: 'stuck-readers',
  name: `${READERS} readers of a busy room take nothing, or a drop now and then`,
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  async run(stage) {
    const node = stage.random.pick(stage.arena.nodes)
    const url = `http://127.0.0.1:${node.port}`
    using maker = await guest(url)
    const roomId = await maker.newRoom()
    const readers = await Promise.all(Array.from({ length: READERS }, () => enter(url, roomId)))
    const bytesBefore = await residentBytes(node)
    const [sipping, stuck] = [readers.slice(0, READERS / 2), readers.slice(READERS / 2)]
    for (const { ws } of stuck) ws.pause()
    const sips = setInterval(() => void sipping.map(sip), SIP_EVERY_MS)
    try {
      const { most, written } = await writeUntilCut(stage, node, roomId, readers)
      const value = Math.max(0, most - bytesBefore) / 2 ** 20 / READERS
      const measured = [{ what: 'memory per stuck reader', value, unit: 'MiB', atMost: 1 }] as const
      return { told: `all cut off after ${written} messages of ${BIG.length} bytes`, measured }
    } finally {
      clearInterval(sips)
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

async function sip({ ws }: RawEngine): Promise<void> {
  ws.resume()
  await sleep(1)
  ws.pause()
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
  writer.stop()
  return { most, written }
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
