import { type ComponentProps, useId } from 'react'
import './text-field.css'

type TextFieldProps = ComponentProps<'input'> & { label: string; hint?: string }

export function TextField({ label, hint, ...rest }: TextFieldProps) {
  const id = useId()
  const hintId = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input {...rest} id={id} {...(hint === undefined ? {} : { 'aria-describedby': hintId })} />
      {hint !== undefined && (
        <p id={hintId} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  )
}
