import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createTrustedOrigin } from '../../../apps/server/src/http/origin.js'

function requestWith(headers: Readonly<Record<string, string>>): IncomingMessage {
  const request = new IncomingMessage(new Socket())
  Object.assign(request.headers, headers)
  return request
}

const HOST = 'chat.example.com'

test('[H2] without a public origin, a page may come from the host that it asks', () => {
  const isTrusted = createTrustedOrigin(null, ['https://app.example.com'])
  for (const [headers, expected] of [
    [{ origin: `https://${HOST}` }, true],
    [{ origin: `http://${HOST}` }, true],
    [{ origin: 'https://app.example.com' }, true],
    [{ origin: 'https://app.example.com.evil' }, false],
    [{ origin: 'http://app.example.com' }, false],
    [{ origin: `https://${HOST}:8443` }, false],
    [{ origin: `https://${HOST}.evil` }, false],
    [{ origin: `https://evil/${HOST}` }, false],
    [{ origin: `https://${HOST}@evil` }, false],
    [{ origin: `https://evil@${HOST}` }, true],
    [{ origin: 'null' }, false],
    [{ origin: '' }, false],
    [{ origin: 'file://' }, false],
    [{}, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': '' }, false],
  ] as const) {
    expect([headers, isTrusted(requestWith({ host: HOST, ...headers }))]).toEqual([headers, expected])
  }
})

test('[H2] with a public origin only that one and the allowed ones count, whatever host is asked', () => {
  const isTrusted = createTrustedOrigin(`https://${HOST}`, ['https://app.example.com'])
  const from = (origin: string, host: string) => isTrusted(requestWith({ origin, host }))
  expect(from(`https://${HOST}`, '10.0.0.1:3000')).toBe(true)
  expect(from('https://app.example.com', HOST)).toBe(true)
  expect(from(`http://${HOST}`, HOST)).toBe(false)
  expect(from('https://evil.example', 'evil.example')).toBe(false)
})
