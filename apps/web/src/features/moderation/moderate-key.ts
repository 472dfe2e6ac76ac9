import { isAltLetter } from '../../ui/is-alt-letter.js'

/** The button of a menu at a message by which moderators act on whoever wrote it. */
export const MODERATE_CLASS = 'moderate'

/** Alt+M: by keyboard to what the mouse finds at the message that has the focus, or at the lowest one that offers it. */
export function openModeratorMenu(event: KeyboardEvent): void {
  if (!isAltLetter(event, 'm') || document.querySelector('dialog[open], :popover-open')) return
  const message = document.activeElement?.closest('article[data-seq]') ?? document
  const button = [...message.querySelectorAll<HTMLElement>(`.${MODERATE_CLASS}`)].at(-1)
  if (button === undefined) return
  event.preventDefault()
  // Rows are there before they are in sight.
  button.scrollIntoView({ block: 'nearest' })
  button.click()
}
