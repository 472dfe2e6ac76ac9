export * from './chat-client.js'
export type { OutboxStorage, Outgoing, StoredMessage } from './outbox.js'
export type { Timeline } from './timeline.js'
