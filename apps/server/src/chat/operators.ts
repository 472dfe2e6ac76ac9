// Who may watch and operate the cluster: the registered accounts that the settings name, and in a demo everybody. Never a
// guest who took the name of an admin, and nobody by a name that only looks like one.

import type { Account } from '@hubbub/shared'
import { nameSkeleton, normalizeName } from './names.js'

export type MayOperate = (account: Account) => boolean

/** @throws ChatError bad_request when one of the names cannot be that of an account */
export function createOperators(admins: readonly string[], isDemo: boolean): MayOperate {
  // As accounts are found: however it is spelt, it is one account.
  const skeletons = new Set(admins.map(name => nameSkeleton(normalizeName(name))))
  return ({ kind, name }) => isDemo || (kind === 'registered' && skeletons.has(nameSkeleton(name)))
}
