// Who is pushed what of the messages of a room. Always true: what is pushed was read from the log as the person it goes to, so that
// nobody is told what they may not read, or what was deleted.

import {
  beginningOf,
  ChatError,
  type Entry,
  ERRORS,
  isLetIn,
  letInText,
  PUSH_TEXT_MAX_LENGTH,
  type PushNotice,
  parseSeq,
  type RoomId,
  type RoomSummary,
  type Sender,
  senderText,
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
import { eachOf, type TellRoom, type Written } from './tell-absent.js'

/** How many messages of a room are looked at for one person, the newest first, until one is not deleted. */
const CANDIDATES_MAX = 3

export interface TellRoomDeps {
  rooms: Pick<Rooms, 'summaries' | 'membersAmong'>
  accounts: Pick<Accounts, 'find'>
  log: Pick<MessageLog, 'page'>
  readMarks: Pick<ReadMarks, 'read'>
  notifyLevels: Pick<NotifyLevels, 'read' | 'toldOfAll'>
  pushDevices: PushDevices
  /** @returns the ids of those of the sessions that have ended */
  over(sessions: readonly Session[]): Promise<ReadonlySet<string>>
  service: Pick<PushService, 'push'>
  counted(outcome: PushOutcome): void
  /** What is known of a device could not be changed. */
  failed(error: unknown): void
}

export interface RoomTelling {
  tellRoom: TellRoom
  /** Resolves when what is on its way to push services has come to something. */
  done(): Promise<void>
}

export function createTellRoom(deps: TellRoomDeps): RoomTelling {
  const { rooms, accounts, log, readMarks, notifyLevels, pushDevices, over, service, counted, failed } = deps
  const onTheWay = new Set<Promise<void>>()

  return {
    async tellRoom(roomId, messages) {
      const newestFirst = messages.toSorted((one, other) => other.seq - one.seq)
      const [[room], toldOfAll, mentioned] = await Promise.all([
        rooms.summaries([roomId]),
        notifyLevels.toldOfAll(roomId),
        mentionedIn(roomId, newestFirst),
      ])
      if (room === undefined) return
      const partners = room.members?.map(({ userId }) => userId) ?? []
      /** What is to them in particular, the newest first. */
      const meant = new Map<UserId, Written[]>()
      for (const message of newestFirst) {
        const { meantFor } = message
        const toThem = meantFor === undefined ? [...partners, ...(mentioned.get(message) ?? [])] : [meantFor]
        for (const userId of new Set(toThem)) {
          const ofUser = meant.get(userId)
          if (ofUser) ofUser.push(message)
          else meant.set(userId, [message])
        }
      }
      await eachOf([...new Set([...meant.keys(), ...toldOfAll])], userId =>
        tellUser(userId, room, newestFirst, meant.get(userId) ?? []),
      )
    },
    async done() {
      while (onTheWay.size > 0) await Promise.all(onTheWay)
    },
  }

  async function mentionedIn(
    roomId: RoomId,
    messages: readonly Written[],
  ): Promise<ReadonlyMap<Written, readonly UserId[]>> {
    const names = new Map(messages.map(message => [message, mentionedNames(message.text)]))
    // However often somebody is mentioned: each name is looked for once.
    const all = [...new Set([...names.values()].flat(2).map(name => name.toLowerCase()))]
    const found = new Map(await Promise.all(all.map(async name => [name, await userNamed(name)] as const)))
    const known = [...found.values()].filter(userId => userId !== null)
    const members = new Set(await rooms.membersAmong(roomId, known))
    const memberNamed = (name: string) => {
      const userId = found.get(name.toLowerCase())
      return userId && members.has(userId) ? [userId] : []
    }
    return new Map(
      [...names].map(([message, mentions]) => [
        message,
        // Of what may be the name the longest that is one.
        mentions.flatMap(mention => mention.flatMap(memberNamed).slice(0, 1)),
      ]),
    )
  }

  async function userNamed(name: string): Promise<UserId | null> {
    const account = await accounts.find(nameSkeleton(name))
    return account?.name.toLowerCase() === name ? account.userId : null
  }

  async function tellUser(
    userId: UserId,
    room: RoomSummary,
    all: readonly Written[],
    meant: readonly Written[],
  ): Promise<void> {
    const known = await pushDevices.of(userId)
    if (known.length === 0) return
    const [level, mark] = await Promise.all([
      notifyLevels.read(userId, room.roomId),
      readMarks.read(userId, room.roomId),
    ])
    if (level === 'none') return
    const isNews = ({ senderId, epoch, seq, meantFor = userId }: Written) =>
      meantFor === userId && senderId !== userId && !(mark?.epoch === epoch && mark.seq >= seq)
    const candidates = firstFew(level === 'all' ? all : meant, isNews)
    const notice = await firstOf(candidates, message => readAs(userId, message, room))
    if (notice === null) return
    for (const device of await stillSignedIn(userId, known)) send(userId, device, notice)
  }

  /** Waited for by nobody here: one service that hangs keeps no other person from being told. */
  function send(userId: UserId, { address }: PushDevice, notice: PushNotice): void {
    const sending = service
      .push(address, notice)
      .then(async outcome => {
        counted(outcome)
        if (outcome === 'gone') await pushDevices.remove(userId, [address.endpoint])
      })
      .catch(failed)
      .finally(() => void onTheWay.delete(sending))
    onTheWay.add(sending)
  }

  /** @returns null when it is not there any more, or not for this person */
  async function readAs(
    userId: UserId,
    { roomId, epoch, seq }: Written,
    room: RoomSummary,
  ): Promise<PushNotice | null> {
    try {
      const { entries } = await log.page(userId, { roomId, epoch, before: parseSeq(seq + 1), limit: 1 })
      const entry = entries[0]
      return entry === undefined ? null : noticeOf(entry, userId, room)
    } catch (error) {
      if (error instanceof ChatError && !ERRORS[error.code].retryable) return null
      throw error
    }
  }

  async function stillSignedIn(userId: UserId, known: readonly PushDevice[]): Promise<PushDevice[]> {
    const ended = await over(known.map(({ session }) => session))
    const isOver = ({ session }: PushDevice) => ended.has(session.sessionId)
    const endpoints = known.filter(isOver).map(({ address }) => address.endpoint)
    if (endpoints.length > 0) await pushDevices.remove(userId, endpoints)
    return known.filter(device => !isOver(device))
  }
}

/** @returns null: it has been deleted, or is nothing to tell them of */
function noticeOf(entry: Entry, userId: UserId, { roomId, kind, name }: RoomSummary): PushNotice | null {
  const told = toldOf(entry, userId)
  if (told === null || told.words === '') return null
  return {
    roomId,
    seq: entry.seq,
    room: kind === 'direct' ? null : name,
    // A program is named as one, by whatever name it goes.
    sender: senderText(told.sender),
    text: beginningOf(told.words, PUSH_TEXT_MAX_LENGTH),
  }
}

function toldOf(entry: Entry, userId: UserId): { sender: Sender; words: string } | null {
  const { sender } = entry
  if (entry.kind === 'message') {
    const { text, files = [] } = entry
    return { sender, words: text === '' ? files.map(file => file.name).join(', ') : text }
  }
  return isLetIn(entry, userId) ? { sender: entry.by, words: letInText(entry) } : null
}

function firstFew(messages: readonly Written[], isNews: (message: Written) => boolean): Written[] {
  const few: Written[] = []
  for (const message of messages) {
    if (few.length === CANDIDATES_MAX) break
    if (isNews(message)) few.push(message)
  }
  return few
}

async function firstOf<T, Found>(
  items: readonly T[],
  find: (item: T) => Promise<Found | null>,
): Promise<Found | null> {
  for (const item of items) {
    const found = await find(item)
    if (found !== null) return found
  }
  return null
}
