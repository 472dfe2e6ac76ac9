// Files on their way to the server, of all rooms, so that they go on while another room is open. Always true:
//  - what a message is sent with is on the server before: the message itself then needs no file of this machine;
//  - a file that is removed, or whose page is left, is sent no further;
//  - what the server has is kept with the room's draft, and so outlives the page as the text does.

import { CommandFailed } from '@hubbub/client'
import { FILES_PER_MESSAGE, type MessageFile, type RoomId } from '@hubbub/shared'
import { describeFailure, withTime } from '../../ui/failure-text.js'
import type { Drafts } from '../composer/drafts.js'
import { sizeText } from './size-text.js'
import type { UploadFile } from './upload-file.js'

export type Attachment = { key: number; file: Pick<File, 'name' | 'size'> } & (
  | { state: 'waiting' }
  | { state: 'sending'; sentBytes: number }
  | { state: 'ready'; stored: MessageFile }
  | { state: 'failed'; problem: string; mayRetry: boolean }
)

export interface Attachments {
  /** The same array until something changes. */
  of(roomId: RoomId): readonly Attachment[]
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void
  /** @returns what to tell the person; null: nothing */
  add(roomId: RoomId, files: readonly File[]): string | null
  retry(roomId: RoomId, key: number): void
  /** The server can be reached again: what could not be sent meanwhile goes. */
  serverIsBack(): void
  remove(roomId: RoomId, key: number): void
  /** They go with a message now. */
  clear(roomId: RoomId): void
  /** Nothing is sent any more. */
  stop(): void
}

interface Item {
  key: number
  roomId: RoomId
  /** null: it was sent from an earlier page. */
  file: File | null
  shown: Attachment
  ending: AbortController
}

const AT_ONCE = 2
const ATTEMPTS = 3
/** Nobody watches a file wait for longer. */
const LONGEST_WAIT_MS = 10_000
const NONE: readonly Attachment[] = []
const AWAY = 'The server cannot be reached.'
const TOO_MANY = `A message has ${FILES_PER_MESSAGE} files at most.`

/** @param maxBytes that a file may have; null: not known */
export function createAttachments(deps: {
  upload: UploadFile
  drafts: Pick<Drafts, 'readFiles' | 'writeFiles'>
  maxBytes: () => number | null
  pause: (ms: number) => Promise<void>
}): Attachments {
  let items: readonly Item[] = []
  let lists = new Map<RoomId, readonly Attachment[]>()
  let nextKey = 1
  /** Rooms whose kept files are among the items. */
  const restored = new Set<RoomId>()
  const listeners = new Set<() => void>()

  function set(next: readonly Item[]) {
    items = next
    lists = grouped(items)
    for (const listener of listeners) listener()
  }

  function show(key: number, shown: Attachment) {
    set(items.map(item => (item.key === key ? { ...item, shown } : item)))
  }

  function of(roomId: RoomId): readonly Attachment[] {
    if (!restored.has(roomId)) restore(roomId)
    return lists.get(roomId) ?? NONE
  }

  /** Nobody is told: whoever wants to know is just asking. */
  function restore(roomId: RoomId) {
    restored.add(roomId)
    const kept = deps.drafts.readFiles(roomId).map(stored => keptItem(roomId, stored))
    if (kept.length > 0) items = [...items, ...kept]
    lists = grouped(items)
  }

  function keptItem(roomId: RoomId, stored: MessageFile): Item {
    const key = nextKey++
    const shown: Attachment = { key, file: stored, state: 'ready', stored }
    return { key, roomId, file: null, shown, ending: new AbortController() }
  }

  function keep(roomId: RoomId) {
    const ready = of(roomId).flatMap(each => (each.state === 'ready' ? [each.stored] : []))
    deps.drafts.writeFiles(roomId, ready)
  }

  function add(roomId: RoomId, files: readonly File[]): string | null {
    const room = FILES_PER_MESSAGE - of(roomId).length
    const added = files.slice(0, Math.max(0, room)).map(file => begun(roomId, file))
    set([...items, ...added])
    pump()
    return files.length > room ? TOO_MANY : null
  }

  function begun(roomId: RoomId, file: File): Item {
    const key = nextKey++
    const problem = whyNot(file, deps.maxBytes())
    const shown: Attachment =
      problem === null
        ? { key, file, state: 'waiting' }
        : { key, file, state: 'failed', problem, mayRetry: false }
    return { key, roomId, file, shown, ending: new AbortController() }
  }

  function pump() {
    const isUnderWay = ({ shown }: Item) => shown.state === 'sending'
    const free = AT_ONCE - items.filter(isUnderWay).length
    const waiting = items.filter(({ shown }) => shown.state === 'waiting').slice(0, Math.max(0, free))
    for (const item of waiting) void send(item)
  }

  async function send({ key, roomId, file, ending }: Item) {
    if (file === null) return
    const { signal } = ending
    const progress = (sentBytes: number) => {
      if (!signal.aborted) show(key, { key, file, state: 'sending', sentBytes })
    }
    progress(0)
    try {
      const stored = await patiently(() => deps.upload(roomId, file, { progress, signal }), signal)
      if (signal.aborted) return
      show(key, { key, file, state: 'ready', stored })
      keep(roomId)
    } catch (error) {
      if (!signal.aborted) show(key, { key, file, state: 'failed', ...failureOf(error) })
      // Anything else is a bug, and must be heard of.
      if (!(error instanceof CommandFailed || error instanceof DOMException)) throw error
    } finally {
      pump()
    }
  }

  /** A worker that is replaced, or a network that is away for a moment, should be nobody's trouble. */
  async function patiently<Value>(attempt: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await attempt()
      } catch (error) {
        if (!(error instanceof CommandFailed) || !error.retryable || attempts === ATTEMPTS) throw error
        const waitMs = Math.max(error.retryAfterMs ?? 0, attempts * 1_000)
        if (waitMs > LONGEST_WAIT_MS || signal.aborted) throw error
        await deps.pause(waitMs)
        if (signal.aborted) throw error
      }
    }
  }

  function end(roomId: RoomId, isEnded: (item: Item) => boolean) {
    const ended = items.filter(item => item.roomId === roomId && isEnded(item))
    for (const { ending } of ended) ending.abort()
    set(items.filter(item => !ended.includes(item)))
    keep(roomId)
    pump()
  }

  return {
    of,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    add,
    retry(roomId, key) {
      const item = items.find(each => each.roomId === roomId && each.key === key)
      if (item?.shown.state !== 'failed') return
      show(key, { key, file: item.shown.file, state: 'waiting' })
      pump()
    },
    serverIsBack() {
      const isAway = ({ shown }: Item) => shown.state === 'failed' && shown.problem === AWAY
      for (const { key, shown } of items.filter(isAway))
        show(key, { key, file: shown.file, state: 'waiting' })
      pump()
    },
    remove: (roomId, key) => end(roomId, item => item.key === key),
    clear: roomId => end(roomId, () => true),
    stop() {
      for (const { ending } of items) ending.abort()
      restored.clear()
      set([])
    },
  }
}

function grouped(items: readonly Item[]): Map<RoomId, readonly Attachment[]> {
  const lists = new Map<RoomId, Attachment[]>()
  for (const { roomId, shown } of items) lists.set(roomId, [...(lists.get(roomId) ?? []), shown])
  return lists
}

function failureOf(error: unknown): { problem: string; mayRetry: boolean } {
  if (!(error instanceof CommandFailed)) return { problem: 'This file cannot be read.', mayRetry: false }
  return { problem: problemText(error), mayRetry: error.retryable }
}

/** Beside a button that tries again. */
function problemText(failure: CommandFailed): string {
  const { code, message, retryAfterMs } = failure
  if (code === 'unavailable') return AWAY
  // Of files so many bytes may be sent, each and in an hour: that is no matter of speed.
  if (code === 'rate_limited' || code === 'too_long') return withTime(message, retryAfterMs)
  return describeFailure(failure)
}

/** What can be told without asking the server. */
function whyNot({ size }: File, maxBytes: number | null): string | null {
  if (size === 0) return 'This file is empty.'
  if (maxBytes !== null && size > maxBytes) return `Larger than ${sizeText(maxBytes)}.`
  return null
}
