import { type ComponentProps, type ReactNode, useId } from 'react'
import './text-field.css'

interface TextFieldProps extends ComponentProps<'input'> {
  label: string
  hint?: string
  /** What is wrong with what was entered; said in place of the hint. */
  problem?: string | null
  /** At the end of the field, within its frame. */
  beside?: ReactNode
}

export function TextField({ label, hint, problem = null, beside, ...rest }: TextFieldProps) {
  const id = useId()
  const noteId = useId()
  const note = problem ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <input
          dir="auto"
          {...rest}
          id={id}
          {...(note === undefined ? {} : { 'aria-describedby': noteId })}
          {...(problem === null ? {} : { 'aria-invalid': true })}
        />
        {beside}
      </div>
      {note !== undefined && (
        <p id={noteId} className={problem === null ? 'field-hint' : 'field-problem'}>
          {note}
        </p>
      )}
    </div>
  )
}
