import type { User } from '@hubbub/shared'
import { type AriaAttributes, type KeyboardEvent, type RefObject, useId, useMemo, useState } from 'react'
import { isComposing } from '../../ui/is-composing.js'
import { optionId } from './mention-list.js'
import { useMentionPeople } from './mentions-context.js'
import { begunMention, suggestPeople } from './suggest-people.js'

/** Whoever is further down is found sooner by another letter. */
const SHOWN_MAX = 20

interface Closed {
  start: number
  /** What stands there since. */
  text: string
}

const NOBODY: readonly User[] = []

/**
 * The list of people under an `@` that is being written in a text box.
 * @param write gives the box another text
 */
export function useMentionList(
  box: RefObject<HTMLTextAreaElement | null>,
  text: string,
  write: (text: string) => void,
) {
  const people = useMentionPeople()
  const id = useId()
  /** null: elsewhere, or something is selected. */
  const [caret, setCaret] = useState<number | null>(null)
  const [marked, setMarked] = useState({ query: '', index: 0 })
  /** The mention that is not to be completed (any more), as long as nothing of it is changed. */
  const [closed, setClosed] = useState<Closed | null>(null)
  if (closed !== null && !text.startsWith(closed.text, closed.start)) setClosed(null)

  const begun = caret === null ? null : begunMention(text, caret)
  const isOpen = begun !== null && begun.start !== closed?.start
  const query = isOpen ? begun.query : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever writes meanwhile must not move what one is about to take
  const shown = useMemo(
    () => (query === null ? NOBODY : suggestPeople(people, query).slice(0, SHOWN_MAX)),
    [query],
  )
  const at = marked.query === query ? Math.min(marked.index, shown.length - 1) : 0
  const option = shown[at]

  function look() {
    const { selectionStart, selectionEnd } = box.current ?? {}
    setCaret(selectionStart !== undefined && selectionStart === selectionEnd ? selectionStart : null)
  }

  function take(user: User) {
    if (box.current === null || begun === null || caret === null) return
    const mention = `@${user.name} `
    // A space that stands there already is the one behind the name.
    const end = text.charAt(caret) === ' ' ? caret + 1 : caret
    box.current.setRangeText(mention, begun.start, end, 'end')
    setClosed({ start: begun.start, text: mention })
    write(box.current.value)
    look()
  }

  /** @returns whether the key was meant for the list */
  function takesKey(event: KeyboardEvent): boolean {
    if (isComposing(event) || begun === null || query === null || option === undefined) return false
    if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step !== undefined) setMarked({ query, index: (at + step + shown.length) % shown.length })
    else if (event.key === 'Enter' || event.key === 'Tab') take(option)
    else if (event.key === 'Escape') setClosed({ start: begun.start, text: '@' })
    else return false
    event.preventDefault()
    return true
  }

  return {
    /** Call when text or caret have changed. */
    look,
    /** Call when the box has lost the focus. */
    leave: () => setCaret(null),
    takesKey,
    list: { id, people: shown, at, onTake: take },
    boxProps: boxProps(id, option),
  }
}

/** What assistive technology is told of the box: a text box of several lines is a combobox only while it has a list. */
function boxProps(listId: string, option: User | undefined): AriaAttributes & { role?: 'combobox' } {
  if (option === undefined) return { 'aria-autocomplete': 'list' }
  return {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-haspopup': 'listbox',
    'aria-expanded': true,
    'aria-controls': listId,
    'aria-activedescendant': optionId(listId, option),
  }
}
