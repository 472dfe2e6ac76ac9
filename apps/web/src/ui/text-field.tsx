import { type ComponentProps, useId } from 'react'
import './text-field.css'

type TextFieldProps = ComponentProps<'input'> & { label: string; hint?: string; problem?: string | null }

/** @param problem what is wrong with what was entered; said in place of the hint */
export function TextField({ label, hint, problem = null, ...rest }: TextFieldProps) {
  const id = useId()
  const noteId = useId()
  const note = problem ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        dir="auto"
        {...rest}
        id={id}
        {...(note === undefined ? {} : { 'aria-describedby': noteId })}
        {...(problem === null ? {} : { 'aria-invalid': true })}
      />
      {note !== undefined && (
        <p id={noteId} className={problem === null ? 'field-hint' : 'field-problem'}>
          {note}
        </p>
      )}
    </div>
  )
}
