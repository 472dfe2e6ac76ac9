import type { ComponentProps } from 'react'
import { Icon, type IconName } from './icons.js'
import './button.css'

type ButtonProps = ComponentProps<'button'> & { tone?: 'primary' | 'quiet' | 'danger'; isBusy?: boolean }

/** A busy button keeps its place and focus, and ignores presses. */
export function Button({ tone = 'quiet', isBusy = false, className = '', onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${tone} ${className}`}
      aria-disabled={isBusy || undefined}
      onClick={event => (isBusy ? event.preventDefault() : onClick?.(event))}
    />
  )
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  icon: IconName
  label: string
  /** What does the same on a keyboard, e.g. `Control+K`. */
  keys?: string
}

export function IconButton({ icon, label, keys, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`icon-button ${className}`}
      aria-label={label}
      aria-keyshortcuts={keys}
      title={keys === undefined ? label : `${label} (${keys.replace('Control', 'Ctrl')})`}
    >
      <Icon name={icon} />
    </button>
  )
}
