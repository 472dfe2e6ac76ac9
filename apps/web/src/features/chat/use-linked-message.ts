import { useEffect, useEffectEvent } from 'react'
import { isAltLetter } from '../../ui/is-alt-letter.js'
import { useMessageRoute } from '../rooms/room-route.js'
import type { Wanted } from '../timeline/use-wanted.js'

/** Leads to the message in the page's address, as soon as its room is there. Alt+L goes to the address of a message. */
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
    window.addEventListener('keydown', openAddress)
    return () => {
      document.removeEventListener('click', onClick)
      window.removeEventListener('keydown', openAddress)
    }
  }, [])
}

/** That of the message that has the focus, or of the lowest one. */
function openAddress(event: KeyboardEvent): void {
  if (!isAltLetter(event, 'l') || document.querySelector('dialog[open], :popover-open')) return
  const focused = document.activeElement?.closest('article[data-seq]')
  const message = focused ?? [...document.querySelectorAll('article[data-seq]:has(time a)')].at(-1)
  const link = message?.querySelector<HTMLElement>('time a')
  if (!link) return
  event.preventDefault()
  link.click()
}
