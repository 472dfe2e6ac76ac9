// Which push services notifications may be sent to. Leaf of config.ts.

/** Those of Chrome and most browsers on Android, of Firefox, of Edge, and of Safari. */
const KNOWN = [
  'https://fcm.googleapis.com',
  'https://updates.push.services.mozilla.com',
  'https://*.notify.windows.com',
  'https://*.push.apple.com',
]
const ALL_HOSTS_OF_A_DOMAIN = /^https:\/\/\*\.[\w-]+\.[\w.-]+$/

/**
 * @param given origins, `https://*.` before a domain for all its hosts, or `off` alone; none: those that browsers have
 * @returns none: there are no pushes
 */
export function pushServices(given: readonly string[], origin: (given: string) => string): readonly string[] {
  if (given.length === 0) return KNOWN
  if (given.join() === 'off') return []
  return given
    .map(service => service.toLowerCase())
    .map(service => (ALL_HOSTS_OF_A_DOMAIN.test(service) ? service : origin(service)))
}
