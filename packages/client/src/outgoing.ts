import type {
  ClientMessageId,
  Epoch,
  ErrorCode,
  MessageFile,
  MessagePlace,
  RoomId,
  SendMessage,
  Seq,
} from '@hubbub/shared'

/** A message on its way into the log. It leaves the outbox when its entry is in the timeline. */
export type Outgoing = Written &
  (
    | ({ state: 'queued' } & MayBeThere)
    | { state: 'sending' }
    /** In the log; its entry has not arrived yet. */
    | ({ state: 'acked' } & Place)
    | ({ state: 'refused' } & Refusal)
  )

/** What a message has besides its text. */
export interface Extras {
  /** What it answers. */
  replyTo?: MessagePlace | undefined
  /** What goes with it; the server has these already. */
  files?: readonly MessageFile[] | undefined
}

export interface Written extends Extras {
  clientMessageId: ClientMessageId
  text: string
  /** Milliseconds since 1970; rises from message to message of one client, and so tells their order. */
  writtenAt: number
}

/** A place in the log of a room. */
export interface Place {
  epoch: Epoch
  seq: Seq
}

export interface MayBeThere {
  /** An attempt to send it got no answer: it may be in the log. */
  mayHaveArrived?: boolean | undefined
}

export interface Refusal extends MayBeThere {
  code: ErrorCode
  message: string
}

/** The messages of one room that are on their way, in the order they were written. */
export interface OutgoingList {
  /** A new array after each change. */
  all(): readonly Outgoing[]
  find(clientMessageId: string): Outgoing | undefined
  add(item: Outgoing): void
  /** Puts `by` in the place of the message with the same key. */
  replace(by: Outgoing): void
  keep(isKept: (item: Outgoing) => boolean): void
}

export function createOutgoingList(first: readonly Outgoing[], changed: () => void): OutgoingList {
  let items = first

  function set(next: readonly Outgoing[]) {
    items = next
    changed()
  }

  return {
    all: () => items,
    find: clientMessageId => items.find(item => item.clientMessageId === clientMessageId),
    add: item => set([...items, item]),
    replace: by => set(items.map(item => (item.clientMessageId === by.clientMessageId ? by : item))),
    keep(isKept) {
      if (!items.every(isKept)) set(items.filter(isKept))
    },
  }
}

/** What stays of a message from state to state. */
export function written({ clientMessageId, text, replyTo, files, writtenAt }: Written): Written {
  return { clientMessageId, text, ...(replyTo && { replyTo }), ...(files && { files }), writtenAt }
}

/** The command that sends it, the same on each attempt. */
export function commandOf(roomId: RoomId, { clientMessageId, text, replyTo, files }: Written): SendMessage {
  const fileIds = files?.map(({ fileId }) => fileId)
  return { roomId, clientMessageId, text, ...(replyTo && { replyTo }), ...(fileIds && { fileIds }) }
}
