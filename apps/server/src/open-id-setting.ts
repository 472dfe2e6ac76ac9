// The OpenID provider that people may sign in through, as the settings say it. Leaf of config.ts.

import type { SettingsReader } from './settings-reader.js'

export interface OpenIdSetting {
  issuer: string
  clientId: string
  clientSecret: string
  /** What stands on the button. */
  name: string
}

/** @returns null: there is none */
export function openIdSetting(
  { text, matching, fault }: Pick<SettingsReader, 'text' | 'matching' | 'fault'>,
  publicUrl: string | undefined,
): OpenIdSetting | null {
  const issuer = text('OIDC_ISSUER')
  const clientId = text('OIDC_CLIENT_ID')
  const clientSecret = text('OIDC_CLIENT_SECRET')
  if (issuer === undefined) {
    if (clientId ?? clientSecret ?? text('OIDC_NAME'))
      fault('OIDC_ISSUER must be set for the other settings that begin with OIDC_')
    return null
  }
  if (!isIssuer(issuer)) fault(`OIDC_ISSUER must be a URL like https://login.example.com, not "${issuer}"`)
  if (clientId === undefined) fault('OIDC_CLIENT_ID must be set beside OIDC_ISSUER')
  if (clientSecret === undefined)
    fault('OIDC_CLIENT_SECRET (or OIDC_CLIENT_SECRET_FILE) must be set beside OIDC_ISSUER')
  // Without TLS browsers do not say which site sends them, and tell everybody on the way what only they should have.
  if (publicUrl === undefined || !isSafe(publicUrl))
    fault('PUBLIC_URL must be set, with https, beside OIDC_ISSUER: people are sent back there')
  const byDefault = (URL.canParse(issuer) && new URL(issuer).hostname) || 'the identity provider'
  const name = matching(
    'OIDC_NAME',
    /^(?=.*\S)[^\p{C}]{0,64}$/u,
    'a line of at most 64 characters',
    byDefault,
  )
  return { issuer, clientId: clientId ?? '', clientSecret: clientSecret ?? '', name: name.trim() }
}

/** OpenID Connect Core 1.0, section 2; not the address of its metadata. */
function isIssuer(given: string): boolean {
  if (!isSafe(given)) return false
  const { search, hash, username, password, pathname } = new URL(given)
  return [search, hash, username, password].join('') === '' && !pathname.includes('/.well-known/')
}

/** With TLS, or on this machine. */
function isSafe(given: string): boolean {
  if (!URL.canParse(given)) return false
  const { protocol, hostname } = new URL(given)
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname))
  )
}
