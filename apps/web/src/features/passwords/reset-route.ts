import { PASSWORD_RESET_PATH } from '@hubbub/shared'
import { useSyncExternalStore } from 'react'
import { tokenBehind } from '../invitations/invitation-route.js'
import { subscribeToAddress } from '../rooms/room-route.js'

const PREFIX = PASSWORD_RESET_PATH.slice(1)

/** @returns the token of the reset link in the page's address; empty: something of it is missing; null: it is none */
export function useResetRoute(): string | null {
  return useSyncExternalStore(subscribeToAddress, () => resetIn(location.hash))
}

/** @param hash of an address, with its `#` @returns as `useResetRoute` */
export function resetIn(hash: string): string | null {
  return tokenBehind(PREFIX, hash)
}
