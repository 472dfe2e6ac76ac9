// @ts-check
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { root } from './run.mjs'
import { Stop } from './say.mjs'

/**
 * Where the internal port of the node on this machine is, by the settings that `npm start` goes by.
 *
 * @param {string | undefined} given an address that comes before the settings
 * @returns {URL}
 * @throws {Stop}
 */
export function internalUrl(given) {
  if (given !== undefined) {
    const url = URL.canParse(given) ? new URL(given) : null
    if (url?.protocol === 'http:') return url
    throw new Stop(`"${given}" is not an address like http://127.0.0.1:4000`)
  }
  if (existsSync(`${root}/.env`)) process.loadEnvFile(`${root}/.env`)
  const { PORT, HOST = '', INTERNAL_PORT, INTERNAL_HOST } = process.env
  if (INTERNAL_PORT === 'off') throw new Stop('INTERNAL_PORT is off: the node shows no status')
  const port = INTERNAL_PORT || besides(Number(PORT || 3000))
  if (Number(port) === 0)
    throw new Stop('the port is any free one: give the address that the node told at start')
  const host = INTERNAL_HOST || (/^(127(\.\d+){3}|::1)$/.test(HOST) ? HOST : '127.0.0.1')
  // One that listens everywhere is here, too.
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return new URL(`http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`)
}

/** As the server does when INTERNAL_PORT is not set. @param {number} port */
function besides(port) {
  if (port === 0) return 0
  return port + 1_000 <= 65_535 ? port + 1_000 : port - 1_000
}

/**
 * Asks the internal port; waits for the answer as long as it takes.
 *
 * @param {'GET' | 'POST'} method
 * @param {URL} url
 * @param {string} field one that the answer has
 * @returns {Promise<any>} the JSON it answers
 * @throws {Stop} in one line, when there is no such answer
 */
export async function askInternalPort(method, url, field) {
  const { status, body } = await exchange(method, url)
  // Anything else may listen there, and answers as it likes.
  const answer = body.startsWith('{') ? JSON.parse(body) : {}
  if (field in answer) return answer
  throw new Stop(`${url.origin} is not the internal port of a node: it answers ${status} to ${url.pathname}`)
}

/**
 * @param {string} method
 * @param {URL} url
 * @returns {Promise<{ status: number | undefined, body: string }>}
 */
function exchange(method, url) {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { 'hubbub-operator': '1' } }, response => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', chunk => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    asked.on('error', error => {
      const code = 'code' in error ? error.code : undefined
      const reason = code === 'ECONNREFUSED' ? 'nothing listens there; is the node running?' : error.message
      reject(new Stop(`no answer from ${url.origin}: ${reason}`))
    })
    asked.end()
  })
}
