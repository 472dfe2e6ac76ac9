// Reads one line of a history. Always true: what comes out has every field its kind needs, of the right type.

import type { HistoryRecord } from '../history.js'

type FieldType = 'string' | 'number' | 'boolean' | 'string or null' | 'string or nothing' | 'list'
type Fields = Readonly<Record<string, FieldType>>

const ENTRY = {
  room: 'string',
  epoch: 'string',
  seq: 'number',
  mid: 'string',
  key: 'string or null',
} as const
const WHOLE_ENTRY = {
  ...ENTRY,
  sender: 'string',
  body: 'string or null',
  target: 'string or nothing',
} as const

const FIELDS: Readonly<Record<HistoryRecord['f'], Fields>> = {
  run: { seed: 'number', profile: 'string', server: 'string' },
  user: { user: 'string' },
  send: { type: 'string', room: 'string', key: 'string', sender: 'string' },
  change: { type: 'string', room: 'string', target: 'string', body: 'string or null', sender: 'string' },
  receive: { source: 'string', ...WHOLE_ENTRY },
  show: ENTRY,
  texts: {
    room: 'string',
    epoch: 'string',
    firstSeq: 'number',
    lastSeq: 'number',
    changed: 'list',
    reactions: 'list',
    name: 'string',
    topic: 'string',
    pins: 'list',
  },
  join: {
    room: 'string',
    epoch: 'string',
    headSeq: 'number',
    oldestSeq: 'number',
    isResume: 'boolean',
    resync: 'string or null',
  },
  connection: { state: 'string' },
  presence: { room: 'string', count: 'number' },
  revoke: { type: 'string', session: 'string' },
  read: { type: 'string', id: 'string', room: 'string' },
  fault: { type: 'string', fault: 'string', name: 'string' },
  phase: { phase: 'string' },
  truth: WHOLE_ENTRY,
  'true-presence': { room: 'string', count: 'number' },
  server: {
    role: 'string',
    pid: 'number',
    node: 'string',
    residentBytes: 'number',
    openFiles: 'number',
    errors: 'list',
  },
}
const SEND_FIELDS: Readonly<Record<string, Fields>> = {
  invoke: { body: 'string', count: 'number' },
  ok: { seq: 'number', epoch: 'string', mid: 'string', duplicate: 'boolean' },
  fail: {},
  unknown: {},
}
const WRITTEN = { at: 'number', process: 'string', client: 'string' } as const
const FIELD_LISTS = new Map(
  Object.entries(FIELDS).map(([f, fields]) => [f, Object.entries({ ...WRITTEN, ...fields })]),
)
const SEND_FIELD_LISTS = new Map(
  Object.entries(SEND_FIELDS).map(([type, fields]) => [type, Object.entries(fields)]),
)

/** @throws Error saying what is wrong with the line */
export function parseRecord(line: string): HistoryRecord {
  const record: unknown = JSON.parse(line)
  if (typeof record !== 'object' || record === null) throw new Error('no object')
  const read = record as Record<string, unknown>
  const fields = typeof read.f === 'string' ? FIELD_LISTS.get(read.f) : undefined
  if (fields === undefined) throw new Error(`no kind of record: ${String(read.f)}`)
  mustHave(read, fields)
  if (read.f === 'send') {
    const sendFields = SEND_FIELD_LISTS.get(String(read.type))
    if (sendFields === undefined) throw new Error(`no type of send: ${String(read.type)}`)
    mustHave(read, sendFields)
  }
  return record as HistoryRecord
}

function mustHave(record: Readonly<Record<string, unknown>>, fields: readonly [string, FieldType][]): void {
  for (const [name, type] of fields) {
    if (!isOfType(record[name], type)) throw new Error(`${String(record.f)}: ${name} is no ${type}`)
  }
}

function isOfType(value: unknown, type: FieldType): boolean {
  if (type === 'list') return Array.isArray(value)
  if (type === 'string or null') return value === null || typeof value === 'string'
  if (type === 'string or nothing') return value === undefined || typeof value === 'string'
  if (type === 'number') return Number.isFinite(value)
  return typeof value === type
}
