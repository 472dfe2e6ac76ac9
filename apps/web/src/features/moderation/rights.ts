import { createContext, useContext } from 'react'
import type { RestrictItemsProps } from './restrict-items.js'

/** What the reader may do in the room whose messages are shown. */
export interface Rights {
  mayWrite: boolean
  /** Of moderators: what acting on somebody takes. */
  moderating: Omit<RestrictItemsProps, 'person'> | null
}

export const RightsContext = createContext<Rights>({ mayWrite: true, moderating: null })

export function useModerating(): Rights['moderating'] {
  return useContext(RightsContext).moderating
}

export function useMayWrite(): boolean {
  return useContext(RightsContext).mayWrite
}
