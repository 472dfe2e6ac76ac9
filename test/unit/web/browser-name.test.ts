import { expect, test } from 'vitest'
import { browserName } from '../../../apps/web/src/features/settings/browser-name.js'

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Microsoft Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    'Safari on iOS',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
    'Safari on macOS',
  ],
])('%s is called what people call it', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name)
})

test('what is no browser is called what it calls itself, in few words, and what has no name is said to have none', () => {
  expect(browserName('build-bot/1.2')).toBe('build-bot/1.2')
  expect(browserName('x'.repeat(300))).toBe('x'.repeat(40))
  expect(browserName(`${'y'.repeat(280)}/1 (Windows NT 10.0)`)).toBe('y'.repeat(40))
  expect(browserName('constructor __proto__ toString')).toBe('constructor __proto__ toString')
  expect(browserName('')).toBe('A program without a name')
})
