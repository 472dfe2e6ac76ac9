import { type ComponentProps, useState } from 'react'
import { flushSync } from 'react-dom'
import { Icon } from './icons.js'
import { TextField } from './text-field.js'

/** With a button that shows what was typed: there is no second field to compare it with. */
export function PasswordField(props: Omit<ComponentProps<typeof TextField>, 'type' | 'beside'>) {
  const [isShown, setShown] = useState(false)

  function toggle() {
    const field = document.activeElement
    if (!(field instanceof HTMLInputElement)) return setShown(!isShown)
    const { selectionStart, selectionEnd } = field
    flushSync(() => setShown(!isShown))
    // Laid out as one of another kind, the field begins at its start in Chromium.
    field.getBoundingClientRect()
    field.setSelectionRange(selectionStart, selectionEnd)
  }

  return (
    <TextField
      autoCapitalize="none"
      spellCheck={false}
      {...props}
      type={isShown ? 'text' : 'password'}
      beside={
        <button
          type="button"
          className="icon-button"
          aria-pressed={isShown}
          title={isShown ? 'Hide it' : 'Show it'}
          // The field keeps the focus, and a phone its keyboard.
          onMouseDown={event => event.preventDefault()}
          onClick={toggle}
        >
          <Icon name="eye" />
          <span className="sr-only">Show {props.label.toLowerCase()}</span>
        </button>
      }
    />
  )
}
