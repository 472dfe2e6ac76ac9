// The invitation that was opened in this page last, which is kept while somebody is signed in: the address then becomes that of a room.

import { useSyncExternalStore } from 'react'
import { replaceRoom, subscribeToAddress, tellAddress } from '../rooms/room-route.js'
import { invitationIn } from './invitation-route.js'

let opened: string | null = null

/** Call once, before anything else changes the address. */
export function watchInvitations(): void {
  const look = () => {
    opened = invitationIn(location.hash) || opened
  }
  look()
  subscribeToAddress(look)
}

/** @returns its token, until it is forgotten */
export function useOpenedInvitation(): string | null {
  return useSyncExternalStore(subscribeToAddress, () => opened)
}

export function forgetInvitation(): void {
  opened = null
  if (invitationIn(location.hash) !== null) replaceRoom(null)
  else tellAddress()
}
