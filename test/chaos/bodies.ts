// How what is no text stands in the history, in the place of one. Always true: a text stands by its hash, which has no space,
// and everything else has one.

export interface ReactionSaid {
  emoji: string
  on: boolean
  userId: string
}

const PIN = 'pin'
const RESTRICTED = 'restricted'
const RESTRICTIONS = ['muted', 'banned', 'lifted'] as const
export type Restricted = (typeof RESTRICTIONS)[number]
/** What a change of the topic is a change of. */
export const TOPIC = 'topic'
/** … and of the room's name. */
export const NAME = 'name'

export function reactionBody({ emoji, on, userId }: ReactionSaid): string {
  return `${emoji} ${on ? 'on' : 'off'} ${userId}`
}

export function pinBody(said: Omit<ReactionSaid, 'emoji'>): string {
  return reactionBody({ emoji: PIN, ...said })
}

/** @param hash of the topic */
export function topicBody(hash: string): string {
  return `${TOPIC} ${hash}`
}

/** @param hash of the room's name */
export function nameBody(hash: string): string {
  return `${NAME} ${hash}`
}

/** @param restriction null: lifted */
export function restrictionBody(restriction: 'muted' | 'banned' | null): string {
  return `${RESTRICTED} ${restriction ?? 'lifted'}`
}

export function isText(body: string): boolean {
  return !body.includes(' ')
}

/** @returns null for what is no reaction */
export function readReaction(body: string): ReactionSaid | null {
  const said = readSaid(body)
  return said === null || said.emoji === PIN ? null : said
}

/** @returns whether a message was pinned or unpinned; null for what is neither */
export function readPin(body: string): boolean | null {
  const said = readSaid(body)
  return said?.emoji === PIN ? said.on : null
}

/** @returns the hash of the topic; null for what is none */
export function readTopic(body: string): string | null {
  return readHash(TOPIC, body)
}

/** @returns the hash of the room's name; null for what is none */
export function readName(body: string): string | null {
  return readHash(NAME, body)
}

/** @returns null for what is no restriction */
export function readRestriction(body: string): Restricted | null {
  const [what, how] = body.split(' ')
  return what === RESTRICTED ? (RESTRICTIONS.find(each => each === how) ?? null) : null
}

function readHash(of: string, body: string): string | null {
  const [what, hash, more] = body.split(' ')
  return what === of && hash !== undefined && more === undefined ? hash : null
}

function readSaid(body: string): ReactionSaid | null {
  const [emoji = '', how, userId] = body.split(' ')
  return userId === undefined ? null : { emoji, on: how === 'on', userId }
}

/** What a screen shows below a message. */
export function reactionsText(given: Iterable<readonly [emoji: string, userIds: Iterable<string>]>): string {
  return [...given].map(([emoji, userIds]) => [emoji, ...userIds].join(' ')).join(', ')
}
