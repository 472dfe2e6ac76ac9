import { ChatError, TOPIC_MAX_LENGTH } from '@hubbub/shared'

/** Control characters, and all that ends a line. */
const NOT_IN_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u

/** What is stored, and what every reader gets; empty: no topic. @throws ChatError bad_request */
export function topicOf(given: string): string {
  if (NOT_IN_A_LINE.test(given))
    throw new ChatError('bad_request', 'A topic is one line, without control characters.')
  // A lone surrogate cannot be encoded.
  const topic = given.toWellFormed().trim()
  // The form counts what readers take for one character, which may be any number of code units.
  if (topic.length > TOPIC_MAX_LENGTH)
    throw new ChatError('bad_request', `A topic has at most ${TOPIC_MAX_LENGTH} characters.`)
  return topic
}
