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
  if (publicUrl === undefined) fault('PUBLIC_URL must be set beside OIDC_ISSUER: people are sent back there')
  const byDefault = URL.canParse(issuer) ? new URL(issuer).hostname : ''
  const name = matching('OIDC_NAME', /^[^\p{C}]{0,64}$/u, 'a line of at most 64 characters', byDefault)
  return { issuer, clientId: clientId ?? '', clientSecret: clientSecret ?? '', name }
}

/** OpenID Connect Core 1.0, section 2; without TLS on this machine only. */
function isIssuer(given: string): boolean {
  if (!URL.canParse(given)) return false
  const { protocol, hostname, search, hash, username } = new URL(given)
  const isSafe =
    protocol === 'https:' || (protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname))
  return isSafe && search === '' && hash === '' && username === ''
}
