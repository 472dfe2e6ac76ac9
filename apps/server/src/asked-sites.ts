// Which sites may be asked where links lead, as the setting says it. Leaf of config.ts.

export interface AskedSites {
  /** Those with a public address, at the port that http or https has by default. */
  allPublic: boolean
  /** Those at any address, as a URL has the host: with its port unless that is the default. */
  hosts: readonly string[]
}

const PUBLIC = 'public'
/** They look like switches, and would be hosts. */
const NO_HOSTS: ReadonlySet<string> = new Set(['off', 'on', 'none', PUBLIC])

/** @param given `public`, hosts, or `off` alone; none: all that are public */
export function askedSites(given: readonly string[], fault: (line: string) => void): AskedSites {
  if (given.length === 0) return { allPublic: true, hosts: [] }
  if (given.join() === 'off') return { allPublic: false, hosts: [] }
  const named = given.filter(item => item !== PUBLIC)
  for (const host of named.filter(item => hostOf(item) === null))
    fault(
      `LINK_PREVIEWS must list hosts like wiki.example.com or 10.1.2.3:8080, public, or be off, not "${host}"`,
    )
  return { allPublic: given.includes(PUBLIC), hosts: named.map(item => hostOf(item) ?? item) }
}

/** @returns null: it is none */
function hostOf(given: string): string | null {
  if (!/^[^/?#@*\s]+$/.test(given) || NO_HOSTS.has(given.toLowerCase())) return null
  // A port that one of the two protocols has by default is none.
  const host = given.replace(/:(?:80|443)$/, '')
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : null
}
