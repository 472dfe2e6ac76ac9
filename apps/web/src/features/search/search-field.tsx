import { QUERY_MAX_LENGTH, type User } from '@hubbub/shared'
import { type AriaAttributes, useMemo, useRef } from 'react'
import { Icon } from '../../ui/icons.js'
import { OptionList } from '../../ui/option-list.js'
import { useOptionList } from '../../ui/use-option-list.js'
import { createFromSource } from './from-source.js'
import { SEARCH_BOX_ID } from './use-search-panel.js'

interface SearchFieldProps extends Pick<AriaAttributes, 'aria-describedby' | 'aria-invalid'> {
  label: string
  text: string
  /** Whom a `from:` may mean. */
  people: readonly User[]
  me: User
  onChange: (text: string) => void
  onSubmit: () => void
}

export function SearchField({ label, text, people, me, onChange, onSubmit, ...rest }: SearchFieldProps) {
  const box = useRef<HTMLInputElement>(null)
  const source = useMemo(() => createFromSource(people, me), [people, me])
  const options = useOptionList(box, text, onChange, source)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <div className="search-box">
        <Icon name="search" size={18} />
        <input
          ref={box}
          id={SEARCH_BOX_ID}
          type="search"
          aria-label={label}
          placeholder={label}
          dir="auto"
          maxLength={QUERY_MAX_LENGTH}
          enterKeyHint="search"
          autoComplete="off"
          // A filter is not to be capitalised or corrected.
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          {...rest}
          {...options.boxProps}
          onChange={event => {
            onChange(event.target.value)
            options.look()
          }}
          onSelect={options.look}
          onBlur={options.leave}
          onKeyDown={options.takesKey}
        />
      </div>
      <OptionList {...options.list} />
    </form>
  )
}
