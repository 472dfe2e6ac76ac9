import { TOPIC_MAX_LENGTH } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { topicOf } from '../../../apps/server/src/chat/room-topic.js'

test('[C6] a topic is one line without white space around it, and may be none', () => {
  expect(topicOf('  Tea & cake 🍰  ')).toBe('Tea & cake 🍰')
  expect(topicOf('   ')).toBe('')
  expect(topicOf('x'.repeat(TOPIC_MAX_LENGTH))).toHaveLength(TOPIC_MAX_LENGTH)
  expect(topicOf('half \ud83d')).toBe('half \ufffd')
})

test('[C6] a topic of several lines, with control characters, or too long is refused', () => {
  const refused = [
    'two\nlines',
    'a\rb',
    'a\u2028b',
    'a\u2029b',
    'a\u0085b',
    'a\tb',
    'a\u0000b',
    'a\u007f',
    '\n',
  ]
  for (const topic of [...refused, 'x'.repeat(TOPIC_MAX_LENGTH + 1)])
    expect(() => topicOf(topic)).toThrow(expect.objectContaining({ code: 'bad_request' }))
})
