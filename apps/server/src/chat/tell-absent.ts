// Pushes messages to people who do not look. Always true:
//  - what is pushed was read from the log as the person it goes to: nobody is told what they may not read, or what was deleted;
//  - nobody waits for it: a message is in the log whatever becomes of its push, and all of this may be lost;
//  - there is an end to what waits.

import {
  ChatError,
  type Epoch,
  ERRORS,
  type MessageEntry,
  PUSH_TEXT_MAX_LENGTH,
  type PushNotice,
  parseSeq,
  type ReadHistory,
  type RoomId,
  type RoomSummary,
  type Seq,
  type UserId,
} from '@hubbub/shared'
import { mentionedNames } from './mentioned-names.js'
import { nameSkeleton } from './names.js'
import type {
  Accounts,
  MessageLog,
  NotifyLevels,
  PushDevice,
  PushDevices,
  PushOutcome,
  PushService,
  ReadMarks,
  Rooms,
  Session,
} from './ports.js'

/** Whoever has a room before them has read a new message after this time, and needs no push: it is told after one to two of these. */
export const TELL_ABSENT_MS = 2_000
/** Messages of TELL_ABSENT_MS; of what is written beyond that nobody is told. */
const WRITTEN_MAX = 10_000

/** A message that is in the log. */
export interface Written {
  roomId: RoomId
  epoch: Epoch
  seq: Seq
  senderId: UserId
  text: string
}

export interface TellAbsent {
  written(message: Written): void
  /** Call every TELL_ABSENT_MS: tells of what had been written at the call before. @throws ChatError unavailable; that is lost then */
  tell(): Promise<void>
  /** The same of all there is, before a worker ends. */
  tellAll(): Promise<void>
}

export interface TellAbsentDeps {
  rooms: Pick<Rooms, 'summaries' | 'membersAmong'>
  accounts: Pick<Accounts, 'find'>
  log: Pick<MessageLog, 'page'>
  readMarks: Pick<ReadMarks, 'read'>
  notifyLevels: Pick<NotifyLevels, 'read' | 'toldOfAll'>
  devices: PushDevices
  /** @returns those of the sessions that have ended */
  over(sessions: readonly Session[]): Promise<ReadonlySet<string>>
  service: Pick<PushService, 'isUsed' | 'push'>
  /** `dropped`: there was too much to tell. */
  counted(outcome: PushOutcome | 'dropped'): void
}

export function createTellAbsent(deps: TellAbsentDeps): TellAbsent {
  const { rooms, accounts, log, readMarks, notifyLevels, devices, over, service, counted } = deps
  let fresh: Written[] = []
  let waiting: Written[] = []

  return {
    written(message) {
      // Of most, what they say is of no use here and need not be kept.
      const kept = message.text.includes('@') ? message : { ...message, text: '' }
      if (fresh.length < WRITTEN_MAX) fresh.push(kept)
      else counted('dropped')
    },
    async tell() {
      const due = waiting
      waiting = fresh
      fresh = []
      await tellOf(due)
    },
    async tellAll() {
      const due = [...waiting, ...fresh]
      waiting = []
      fresh = []
      await tellOf(due)
    },
  }

  async function tellOf(due: readonly Written[]): Promise<void> {
    if (due.length === 0 || !(await service.isUsed())) return
    const ofRooms = new Map<RoomId, Written[]>()
    for (const message of due) {
      const ofRoom = ofRooms.get(message.roomId)
      if (ofRoom) ofRoom.push(message)
      else ofRooms.set(message.roomId, [message])
    }
    await Promise.all([...ofRooms].map(([roomId, messages]) => tellOfRoom(roomId, messages)))
  }

  async function tellOfRoom(roomId: RoomId, messages: readonly Written[]): Promise<void> {
    const [[room], always] = await Promise.all([rooms.summaries([roomId]), notifyLevels.toldOfAll(roomId)])
    if (room === undefined) return
    // Of several messages to one person the newest.
    const news = new Map<UserId, Written>()
    for (const message of messages) {
      const partners = room.members?.map(({ userId }) => userId) ?? []
      for (const userId of [...partners, ...always, ...(await mentioned(message))])
        if (userId !== message.senderId) news.set(userId, message)
    }
    await Promise.all([...news].map(([userId, message]) => tellUser(userId, message, room)))
  }

  async function mentioned({ roomId, text }: Written): Promise<UserId[]> {
    const found = await Promise.all(mentionedNames(text).map(names => Promise.all(names.map(userNamed))))
    const known = found.map(users => users.filter(userId => userId !== null))
    const members = new Set(await rooms.membersAmong(roomId, known.flat()))
    return known.flatMap(users => users.find(userId => members.has(userId)) ?? [])
  }

  async function userNamed(name: string): Promise<UserId | null> {
    const account = await accounts.find(nameSkeleton(name))
    return account?.name.toLowerCase() === name.toLowerCase() ? account.userId : null
  }

  async function tellUser(userId: UserId, { roomId, epoch, seq }: Written, room: RoomSummary): Promise<void> {
    const known = await devices.of(userId)
    if (known.length === 0) return
    const [level, mark] = await Promise.all([
      notifyLevels.read(userId, roomId),
      readMarks.read(userId, roomId),
    ])
    if (level === 'none' || (mark?.epoch === epoch && mark.seq >= seq)) return
    const [message, reached] = await Promise.all([
      readAs(userId, { roomId, epoch, before: parseSeq(seq + 1), limit: 1 }),
      stillSignedIn(userId, known),
    ])
    const notice = message && noticeOf(message, room)
    if (notice === null) return
    await Promise.all(
      reached.map(async ({ address }) => {
        const outcome = await service.push(address, notice)
        counted(outcome)
        if (outcome === 'gone') await devices.remove(userId, [address.endpoint])
      }),
    )
  }

  /** @returns null when the newest of it is not for this person any more, or for nobody */
  async function readAs(userId: UserId, place: ReadHistory): Promise<MessageEntry | null> {
    try {
      const { entries } = await log.page(userId, place)
      const entry = entries[0]
      return entry?.kind === 'message' ? entry : null
    } catch (error) {
      if (error instanceof ChatError && !ERRORS[error.code].retryable) return null
      throw error
    }
  }

  async function stillSignedIn(userId: UserId, known: readonly PushDevice[]): Promise<PushDevice[]> {
    const ended = await over(known.map(({ session }) => session))
    const isOver = ({ session }: PushDevice) => ended.has(session.sessionId)
    const gone = known.filter(isOver)
    if (gone.length > 0)
      await devices.remove(
        userId,
        gone.map(({ address }) => address.endpoint),
      )
    return known.filter(device => !isOver(device))
  }
}

/** @returns null: it has been deleted */
function noticeOf({ seq, sender, text, files = [] }: MessageEntry, room: RoomSummary): PushNotice | null {
  const words = text === '' ? files.map(({ name }) => name).join(', ') : text
  if (words === '') return null
  return {
    roomId: room.roomId,
    seq,
    room: room.kind === 'direct' ? null : room.name,
    sender: sender.app === undefined ? sender.name : `${sender.name} (app)`,
    text: [...words].slice(0, PUSH_TEXT_MAX_LENGTH).join(''),
  }
}
