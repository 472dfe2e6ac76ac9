import type { RoomView } from '@hubbub/client'
import type { Entry, RoomId } from '@hubbub/shared'
import type { HistoryWriter } from '../write-history.js'
import type { Counts } from './participant.js'
import { contentOf } from './record-entries.js'

/** What stands on the screen of one room, told each time something has been added to it. */
export function watchRoom(
  { history, counts, client }: { history: HistoryWriter; counts: Counts; client: string },
  room: RoomId,
): (view: RoomView) => void {
  let shown: { epoch: string; firstSeq: number; last: Entry } | null = null
  let present = -1
  let timeline: RoomView['timeline'] | null = null

  function write(epoch: string, entries: readonly Entry[], isOlder: boolean): void {
    for (const entry of entries) {
      const { seq, mid } = entry
      const older = isOlder ? { isOlder } : {}
      history.write({ f: 'show', client, ...older, room, epoch, seq, mid, key: contentOf(entry).key })
    }
  }

  return view => {
    if (view.presence.count !== present) {
      present = view.presence.count
      history.write({ f: 'presence', client, room, count: present })
    }
    if (view.timeline === timeline) return
    timeline = view.timeline
    const { epoch, entries } = timeline
    const [first] = entries
    const last = entries.at(-1)
    if (first === undefined || last === undefined) return
    const before = shown?.epoch === epoch ? shown : null
    const at = before === null ? -1 : before.last.seq - first.seq
    if (before !== null && entries[at]?.mid === before.last.mid) {
      write(epoch, entries.slice(0, Math.max(0, before.firstSeq - first.seq)), true)
      write(epoch, entries.slice(at + 1), false)
      if (last.seq - before.last.seq !== entries.length - 1 - at) counts.suspicious += 1
      shown = { epoch, firstSeq: Math.min(before.firstSeq, first.seq), last }
    } else {
      write(epoch, entries, false)
      shown = { epoch, firstSeq: first.seq, last }
    }
  }
}
