// What a client says to each kind of server, and what it understands of the answers. The texts it sends hold the moment
// for which they were meant, so that whoever hears one knows how late it is.

export const TARGET_NAMES = ['hubbub', 'textbook', 'bare-ws'] as const
export type WireName = (typeof TARGET_NAMES)[number]

/** What a connection brings along. */
export interface Entrance {
  cookie: string
  room: string
  /** What is asked for when joining, as JSON. */
  join: string
}

export type Greeting = { say: string } | 'joined' | 'nothing' | { refused: string }

export interface Wire {
  path: string
  /** What to say first, when the server does not speak first. */
  opening(entrance: Entrance): Greeting
  /** What to say to this frame while not yet joined. */
  greet(heard: string, entrance: Entrance): Greeting
  message(room: string, ackId: number, text: string): string
  /** What to say when beginning to type; null where nobody would hear of it. */
  typing: ((room: string, ackId: number) => string) | null
  /** How an ack begins; the id of the message follows. */
  ack: string
}

const ENGINE_PATH = '/socket.io/?EIO=4&transport=websocket'
/** Nothing that is no text of ours holds this character. */
export const TIME_MARK = '~'
export const TIME_DIGITS = 15

/** @param atUs when it is meant to be sent */
export function timedText(atUs: number, bytes: number): string {
  return `${TIME_MARK}${String(Math.round(atUs)).padStart(TIME_DIGITS, '0')}`.padEnd(bytes, 'x')
}

export const WIRES: Readonly<Record<WireName, Wire>> = {
  hubbub: {
    path: ENGINE_PATH,
    opening: () => 'nothing',
    greet(heard, { join }) {
      if (heard.startsWith('0{')) return { say: '40{"protocolVersion":1}' }
      if (heard.startsWith('42["server:welcome"')) return { say: `420["room:join",${join}]` }
      if (heard.startsWith('430[{"ok":true')) return 'joined'
      return heard.startsWith('430[') || heard.startsWith('44') ? { refused: heard.slice(0, 200) } : 'nothing'
    },
    message: (roomId, ackId, text) =>
      `42${ackId}["message:send",{"roomId":"${roomId}","clientMessageId":"${crypto.randomUUID()}","text":"${text}"}]`,
    typing: (roomId, ackId) => `42${ackId}["typing:set",{"roomId":"${roomId}","typing":true}]`,
    ack: '43',
  },
  textbook: {
    path: ENGINE_PATH,
    opening: () => 'nothing',
    greet(heard, { join }) {
      if (heard.startsWith('0{')) return { say: '40' }
      if (heard.startsWith('40{')) return { say: `420["join",${join}]` }
      if (heard.startsWith('430[')) return 'joined'
      return heard.startsWith('44') ? { refused: heard.slice(0, 200) } : 'nothing'
    },
    message: (room, ackId, text) =>
      `42${ackId}["message",{"room":"${room}","id":"${crypto.randomUUID()}","text":"${text}"}]`,
    typing: null,
    ack: '43',
  },
  'bare-ws': {
    path: '/socket.io/',
    opening: ({ join }) => ({ say: `{"join":${join}}` }),
    greet: heard => (heard.startsWith('{"joined"') ? 'joined' : 'nothing'),
    message: (room, ackId, text) => `{"room":"${room}","id":${ackId},"text":"${text}"}`,
    typing: null,
    ack: '{"ack":',
  },
}
