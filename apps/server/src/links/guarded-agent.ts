// Connections to sites that people name. Always true: none goes to an address that is not public, unless the settings name its
// host, whatever a name is said to lead to, then or later, and wherever a site sends us on (OWASP Server-Side Request Forgery
// Prevention Cheat Sheet).

import { promises } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector } from 'undici'
import type { AskedSites } from '../asked-sites.js'

const CONNECT_TIMEOUT_MS = 3_000
const NAME_TIMEOUT_MS = 1_500
/** To one site, and how long it may say nothing. */
const AT_ONCE = 2
const SILENCE_MAX_MS = 4_000
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/** @throws (when used) Error for what may not be asked, before anything is sent there */
export function createGuardedAgent({ allPublic, hosts }: AskedSites): Agent {
  const toNamed = buildConnector({ timeout: CONNECT_TIMEOUT_MS })
  const toPublic = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: createPublicLookup() })
  return new Agent({
    connections: AT_ONCE,
    headersTimeout: SILENCE_MAX_MS,
    bodyTimeout: SILENCE_MAX_MS,
    // Hardly any site is asked twice within seconds: `connection: close`.
    pipelining: 0,
    connect(options, connected) {
      const { hostname, port } = options
      // As a URL has it.
      const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname
      if (hosts.includes(port === '' ? host : `${host}:${port}`)) return toNamed(options, connected)
      // A name is looked at once it has become an address.
      const isPublic = isIP(hostname) === 0 || isPublicAddress(hostname)
      if (allPublic && port === '' && isPublic) return toPublic(options, connected)
      connected(new Error(`${hostname} may not be asked`), null)
    },
  })
}

/** Whether it leads to a machine in the internet: no private, local or reserved address, in no way of writing it. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false
  const parsed = ipaddr.process(address)
  // Of IPv6 only this part is given out to machines (RFC 4291, section 2.4).
  return parsed.range() === 'unicast' && (parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST))
}

/**
 * Asks name servers itself: those that never answer would hold the threads that the whole process resolves names in, and
 * everybody chooses whose servers are asked.
 */
function createPublicLookup(): LookupFunction {
  const resolver = new promises.Resolver({ timeout: NAME_TIMEOUT_MS, tries: 1 })
  return (hostname, { all }, found) => {
    const none = (): string[] => []
    void Promise.all([resolver.resolve4(hostname).catch(none), resolver.resolve6(hostname).catch(none)]).then(
      answers => {
        const addresses = answers
          .flat()
          .filter(isPublicAddress)
          .map(address => ({ address, family: isIP(address) }))
        const [first] = addresses
        if (first === undefined) found(new Error(`${hostname} has no public address`), '')
        else if (all) found(null, addresses)
        else found(null, first.address, first.family)
      },
    )
  }
}
