import { isAltLetter } from '../../ui/is-alt-letter.js'

/** Alt+L goes to the address of the message that has the focus, or of the lowest one. */
export function openAddress(event: KeyboardEvent): void {
  if (!isAltLetter(event, 'l') || document.querySelector('dialog[open], :popover-open')) return
  const focused = document.activeElement?.closest('article[data-seq]')
  const message = focused ?? [...document.querySelectorAll('article[data-seq]:has(time a)')].at(-1)
  const link = message?.querySelector<HTMLElement>('time a')
  if (!link) return
  event.preventDefault()
  link.click()
}
