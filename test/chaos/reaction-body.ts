// How a reaction stands in the history: what it says instead of a text, which stands by its hash and so has no space.

export interface ReactionSaid {
  emoji: string
  on: boolean
  userId: string
}

export function reactionBody({ emoji, on, userId }: ReactionSaid): string {
  return `${emoji} ${on ? 'on' : 'off'} ${userId}`
}

/** @returns null for what is the hash of a text */
export function readReaction(body: string): ReactionSaid | null {
  const [emoji = '', how, userId] = body.split(' ')
  return userId === undefined ? null : { emoji, on: how === 'on', userId }
}

/** What a screen shows below a message. */
export function reactionsText(given: Iterable<readonly [emoji: string, userIds: Iterable<string>]>): string {
  return [...given].map(([emoji, userIds]) => [emoji, ...userIds].join(' ')).join(', ')
}
