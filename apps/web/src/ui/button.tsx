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

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & { icon: IconName; label: string }

export function IconButton({ icon, label, className = '', ...rest }: IconButtonProps) {
  return (
    <button type="button" {...rest} className={`icon-button ${className}`} aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  )
}
