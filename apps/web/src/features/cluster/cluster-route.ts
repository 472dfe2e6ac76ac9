import { useSyncExternalStore } from 'react'
import { subscribeToAddress } from '../rooms/room-route.js'

export const CLUSTER_HREF = '#/cluster'

/** Whether the page's address names the cluster. */
export function useClusterRoute(): boolean {
  return useSyncExternalStore(subscribeToAddress, () => location.hash === CLUSTER_HREF)
}
