import { useEffect, useEffectEvent } from 'react'
import { useMessageRoute } from '../rooms/room-route.js'
import type { Wanted } from '../timeline/use-wanted.js'

/** Leads to the message in the page's address, as soon as its room is there. */
export function useLinkedMessage(isJoined: boolean, { show }: Wanted): void {
  const linked = useMessageRoute()
  useEffect(() => {
    if (linked !== null && isJoined) show(linked)
  }, [linked, isJoined, show])

  // The browser tells nobody of a way to where one is already.
  const onClick = useEffectEvent(({ target }: MouseEvent) => {
    const link = target instanceof Element ? target.closest('a') : null
    if (linked !== null && link?.href === location.href) show(linked)
  })
  useEffect(() => {
    document.addEventListener('click', onClick)
    return () => document.removeEventListener('click', onClick)
  }, [])
}
