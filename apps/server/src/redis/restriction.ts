import type { RestrictedUser, Restriction } from '@hubbub/shared'

/** @param kept as `lua/restrict.lua` keeps it @returns null for whoever is not restricted */
export function parseRestriction(kept: string): RestrictedUser | null {
  const [, restriction, people = ''] = /^(muted|banned) (.*)$/s.exec(kept) ?? []
  if (restriction === undefined) return null
  const { user, by } = JSON.parse(people) as Omit<RestrictedUser, 'restriction'>
  return { user, restriction: restriction as Restriction, by }
}
