/** The text box; at most one is on the page. */
export const COMPOSER_ID = 'composer'

export function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus()
}

/**
 * After a press on a button that is gone with it, so that whoever goes by keyboard is not left nowhere. A finger or a mouse
 * (`detail` > 0) stays where it is: on a phone the focus would bring up the keyboard.
 */
export function focusComposerAfter(press: { detail: number }): void {
  if (press.detail === 0) focusComposer()
}
