import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@hubbub/shared'
import type { ComponentProps } from 'react'
import { PasswordField } from '../../ui/password-field.js'

type Props = Pick<ComponentProps<typeof PasswordField>, 'ref' | 'value'> & {
  onEnter: (password: string) => void
}

export function NewPasswordField({ onEnter, ...rest }: Props) {
  return (
    <PasswordField
      {...rest}
      label="New password"
      name="new-password"
      autoComplete="new-password"
      required
      minLength={PASSWORD_MIN_LENGTH}
      maxLength={PASSWORD_MAX_LENGTH}
      hint={`At least ${PASSWORD_MIN_LENGTH} characters.`}
      onChange={event => onEnter(event.target.value)}
    />
  )
}
