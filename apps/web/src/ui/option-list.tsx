import type { ReactNode } from 'react'
import { useMarkedInSight } from './use-marked-in-sight.js'
import './option-list.css'

/** Something that completes what is being written in a text box. */
export interface ListOption {
  key: string
  /** What stands in the text once it is taken. */
  insert: string
  shows: ReactNode
  /** It stands there already: Enter is for the text box. */
  isWritten?: boolean
}

export interface OptionListProps {
  id: string
  label: string
  options: readonly ListOption[]
  /** Of the one that is taken by Enter. */
  at: number
  /** How many there are, in words. */
  count: string
  onTake: (option: ListOption) => void
}

export function optionId(listId: string, { key }: ListOption): string {
  return `${listId}-${key}`
}

/** What may be meant by what is being written; the keys are those of the text box. */
export function OptionList({ id, label, options, at, count, onTake }: OptionListProps) {
  const list = useMarkedInSight(options[at]?.key)

  return (
    <>
      {options.length > 0 && (
        <div ref={list} className="option-list" role="listbox" id={id} aria-label={label}>
          {options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text box's
            <div
              key={option.key}
              id={optionId(id, option)}
              className="option-row"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              // The text box keeps the focus, and on a phone the keyboard.
              onMouseDown={event => event.preventDefault()}
              onClick={() => onTake(option)}
            >
              {option.shows}
            </div>
          ))}
        </div>
      )}
      <p className="sr-only" role="status">
        {options.length > 0 && count}
      </p>
    </>
  )
}
