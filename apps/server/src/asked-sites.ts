// Which sites may be asked where links lead, as the setting says it. Leaf of config.ts.

export interface AskedSites {
  /** Those with a public address, at the port that http or https has by default. */
  allPublic: boolean
  /** Those at any address, as a URL has the host: with its port unless that is the default. */
  hosts: readonly string[]
}

/** @param given `public`, hosts, or `off` alone; none: all that are public */
export function askedSites(given: readonly string[], fault: (line: string) => void): AskedSites {
  if (given.length === 0) return { allPublic: true, hosts: [] }
  if (given.join() === 'off') return { allPublic: false, hosts: [] }
  const hosts = given.filter(item => item !== 'public')
  for (const host of hosts) {
    if (hostOf(host) === null)
      fault(
        `LINK_PREVIEWS must list hosts like wiki.example.com or 10.1.2.3:8080, public, or be off, not "${host}"`,
      )
  }
  return { allPublic: given.includes('public'), hosts: hosts.map(host => hostOf(host) ?? host) }
}

function hostOf(given: string): string | null {
  if (!/^[^/?#@\s]+$/.test(given) || given === 'off' || !URL.canParse(`http://${given}`)) return null
  return new URL(`http://${given}`).host
}
