// A client that speaks the bare protocol, one command at a time, and remembers all it hears: for tests of what the
// server says. Tests of what people see use @hubbub/client.

import type {
  Account,
  Answer,
  ClientMessageId,
  ClientToServerEvents,
  Entry,
  Failure,
  JoinedRoom,
  LogPage,
  NotifyLevel,
  Position,
  PresenceChange,
  ResyncReason,
  RoomId,
  SendReceipt,
  Seq,
  ServerToClientEvents,
  User,
  Welcome,
} from '@hubbub/shared'
import { PROTOCOL_VERSION, parseClientMessageId } from '@hubbub/shared'
import { io, type Socket } from 'socket.io-client'

type Request<Event extends keyof ClientToServerEvents> = Parameters<ClientToServerEvents[Event]>[0]
type Value<Event extends keyof ClientToServerEvents> =
  Parameters<Parameters<ClientToServerEvents[Event]>[1]>[0] extends Answer<infer V> ? V : never

export interface SignedIn {
  account: Account
  cookie: string
}

export interface WireClient extends Disposable {
  readonly account: Account
  readonly cookie: string
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>
  readonly welcome: Welcome
  /** What arrived in `room:entries`, in the order of arrival. */
  readonly heard: Map<RoomId, Entry[]>
  readonly resyncs: { roomId: RoomId; reason: ResyncReason }[]
  readonly presence: PresenceChange[]
  readonly typing: { roomId: RoomId; user: User; typing: boolean }[]
  readonly marks: { roomId: RoomId; seq: Seq }[]
  readonly levels: { roomId: RoomId; level: NotifyLevel }[]
  /** Names of all events, in the order of arrival. */
  readonly facts: string[]
  /** Resolves with Socket.IO's reason when the connection has ended. */
  readonly ended: Promise<string>
  ask<Event extends keyof ClientToServerEvents>(
    event: Event,
    request: Request<Event>,
  ): Promise<Answer<Value<Event>>>
  /** @throws Error when the server refuses */
  ok<Event extends keyof ClientToServerEvents>(event: Event, request: Request<Event>): Promise<Value<Event>>
  /** @throws Error when the server does not refuse */
  refused<Event extends keyof ClientToServerEvents>(event: Event, request: Request<Event>): Promise<Failure>
  /** Anything, however wrong. */
  raw(event: string, ...args: unknown[]): Promise<Answer<unknown>>
  join(roomId: RoomId, position?: Position): Promise<JoinedRoom>
  /** Makes a room and follows it. */
  newRoom(): Promise<RoomId>
  send(roomId: RoomId, text: string, clientMessageId?: ClientMessageId): Promise<SendReceipt>
  /** The texts heard, in the order of arrival. */
  texts(roomId: RoomId): string[]
  close(): void
}

export function newKey(): ClientMessageId {
  return parseClientMessageId(crypto.randomUUID())
}

/** Where a reader stands who has read up to this entry of a page; `-1` for the last. */
export function positionAt({ epoch, entries }: LogPage, index: number): Position {
  const entry = entries.at(index)
  if (entry === undefined) throw new Error(`the page has no entry ${index}`)
  return { epoch, seq: entry.seq, mid: entry.mid }
}

export function textsOf(entries: readonly Entry[]): string[] {
  return entries.flatMap(entry => (entry.kind === 'message' ? [entry.text] : []))
}

let names = 0
/** A name nobody else has in this run, nor one that looks like it. */
export function someName(base = 'user'): string {
  names += 1
  return `${base} ${unlike(process.pid)}-${unlike(names)}`
}

// No letter looks like another, nor like two others together.
function unlike(number: number): string {
  return [...number.toString(16)].map(digit => 'abcdefghkpstuxyz'[Number.parseInt(digit, 16)]).join('')
}

export async function post(
  url: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map(cookie => cookie.split(';')[0])
    .join('; ')
}

export async function signInGuest(url: string, name = someName('guest')): Promise<SignedIn> {
  const response = await post(url, '/api/auth/guest', { name })
  if (response.status !== 201) throw new Error(`guest refused: ${response.status} ${await response.text()}`)
  return { account: (await response.json()) as Account, cookie: cookieOf(response) }
}

export interface Credentials {
  name: string
  password: string
}

/** A session of a new account, or one more of an account that is there. */
export async function signIn(
  url: string,
  way: 'register' | 'login',
  credentials: Credentials,
): Promise<SignedIn> {
  const response = await post(url, `/api/auth/${way}`, credentials)
  if (!response.ok) throw new Error(`${way} refused: ${response.status} ${await response.text()}`)
  return { account: (await response.json()) as Account, cookie: cookieOf(response) }
}

export interface ConnectOptions {
  transports?: ('polling' | 'websocket')[]
  /** Connect again until this worker answers. */
  worker?: string
  headers?: Record<string, string>
  protocolVersion?: number
}

/** @throws the `connect_error` */
export async function connect(url: string, as: SignedIn, options: ConnectOptions = {}): Promise<WireClient> {
  return untilMet(
    () => connectOnce(url, as, options),
    ({ welcome }) => options.worker === undefined || welcome.worker === options.worker,
  )
}

/** Fewer than a user may have on one worker. */
const HELD_MAX = 5

/**
 * Connects until it is the wanted worker that answers. The wrong ones are held meanwhile: the next connection goes to a
 * worker that has fewer.
 */
export async function untilMet<Client extends Disposable>(
  open: () => Promise<Client>,
  isWanted: (client: Client) => boolean,
): Promise<Client> {
  const held: Client[] = []
  const letGo = () => {
    for (const client of held.splice(0)) client[Symbol.dispose]()
  }
  try {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const client = await open()
      if (isWanted(client)) return client
      held.push(client)
      if (held.length === HELD_MAX) letGo()
    }
  } finally {
    letGo()
  }
  throw new Error('the wanted worker was never met')
}

/** A new guest, connected. */
export async function guest(
  url: string,
  options: ConnectOptions & { name?: string } = {},
): Promise<WireClient> {
  return connect(url, await signInGuest(url, options.name), options)
}

async function connectOnce(
  url: string,
  { account, cookie }: SignedIn,
  options: ConnectOptions,
): Promise<WireClient> {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    forceNew: true,
    reconnection: false,
    transports: options.transports ?? ['websocket'],
    extraHeaders: { cookie, ...options.headers },
    auth: { protocolVersion: options.protocolVersion ?? PROTOCOL_VERSION },
  })
  const heard = new Map<RoomId, Entry[]>()
  const resyncs: WireClient['resyncs'] = []
  const presence: PresenceChange[] = []
  const typing: WireClient['typing'] = []
  const marks: WireClient['marks'] = []
  const levels: WireClient['levels'] = []
  const facts: string[] = []
  socket.onAny((event: string) => void facts.push(event))
  socket.on(
    'room:entries',
    ({ roomId, entries }) => void heard.set(roomId, [...(heard.get(roomId) ?? []), ...entries]),
  )
  socket.on('room:resync', notice => void resyncs.push(notice))
  socket.on('presence:changed', change => void presence.push(change))
  socket.on('typing:changed', change => void typing.push(change))
  socket.on('read:marked', mark => void marks.push(mark))
  socket.on('notify:changed', change => void levels.push(change))
  const ended = new Promise<string>(resolve => socket.once('disconnect', resolve))

  const welcome = await new Promise<Welcome>((resolve, reject) => {
    socket.once('server:welcome', resolve)
    socket.once('connect_error', error => {
      socket.close()
      reject(error)
    })
  })

  const raw = (event: string, ...args: unknown[]): Promise<Answer<unknown>> =>
    // The types of the events are what this goes around.
    (socket as Socket).timeout(8_000).emitWithAck(event, ...args)

  const client: WireClient = {
    account,
    cookie,
    socket,
    welcome,
    heard,
    resyncs,
    presence,
    typing,
    marks,
    levels,
    facts,
    ended,
    raw,
    ask: (event, request) => raw(event, request) as Promise<Answer<Value<typeof event>>>,
    async ok(event, request) {
      const answer = await client.ask(event, request)
      if (!answer.ok) throw new Error(`${event} refused: ${answer.code} ${answer.message}`)
      return answer.value
    },
    async refused(event, request) {
      const answer = await client.ask(event, request)
      if (answer.ok) throw new Error(`${event} was not refused`)
      return answer
    },
    join: (roomId, position) =>
      client.ok('room:join', position === undefined ? { roomId } : { roomId, position }),
    async newRoom() {
      const { roomId } = await client.ok('room:create', { name: someName('room') })
      await client.join(roomId)
      return roomId
    },
    send: (roomId, text, clientMessageId = newKey()) =>
      client.ok('message:send', { roomId, text, clientMessageId }),
    texts: roomId => textsOf(heard.get(roomId) ?? []),
    close: () => void socket.close(),
    [Symbol.dispose]: () => void socket.close(),
  }
  return client
}
