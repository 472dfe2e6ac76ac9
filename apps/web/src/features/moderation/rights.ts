import { createContext, useContext } from 'react'
import type { ModerateItemsProps } from './moderate-items.js'

/** What the reader may do in the room whose messages are shown. */
export interface Rights {
  mayWrite: boolean
  /** Of moderators: what acting on a message or whoever wrote it takes. */
  moderating: Omit<ModerateItemsProps, 'message'> | null
}

export const RightsContext = createContext<Rights>({ mayWrite: true, moderating: null })

export function useModerating(): Rights['moderating'] {
  return useContext(RightsContext).moderating
}

export function useMayWrite(): boolean {
  return useContext(RightsContext).mayWrite
}
