import { type AriaAttributes, type KeyboardEvent, type RefObject, useId, useMemo, useState } from 'react'
import { isComposing } from './is-composing.js'
import { type ListOption, type OptionListProps, optionId } from './option-list.js'

/** Whatever is further down is found sooner by another letter. */
const SHOWN_MAX = 20

/** Something that is being written before the caret, and may be completed. */
export interface Begun {
  /** The name of the list. */
  label: string
  /** Where it begins in the text. */
  start: number
  /** What of it is there. */
  query: string
}

export interface OptionSource {
  begun(text: string, caret: number): Begun | null
  suggest(begun: Begun): readonly ListOption[]
  count(begun: Begun, options: number): string
  /** What is suggested for the same words changes with this only. */
  basis?: unknown
}

/** What the text box tells the list. */
export interface OptionKeys {
  /** Text or caret have changed. */
  look(): void
  /** It has lost the focus. */
  leave(): void
  /** @returns whether the key was meant for the list */
  takesKey(event: KeyboardEvent): boolean
}

/** What assistive technology is told of the text box. */
export type BoxProps = AriaAttributes & { role?: 'combobox' }

interface Closed {
  start: number
  /** What stands there since. */
  text: string
}

const NOTHING: readonly ListOption[] = []

/**
 * The list of what may complete what is being written in a text box.
 * @param write gives the box another text
 */
export function useOptionList(
  box: RefObject<HTMLTextAreaElement | HTMLInputElement | null>,
  text: string,
  write: (text: string) => void,
  source: OptionSource,
): OptionKeys & { list: OptionListProps; boxProps: BoxProps } {
  const id = useId()
  /** null: elsewhere, or something is selected. */
  const [caret, setCaret] = useState<number | null>(null)
  const [marked, setMarked] = useState({ query: '', index: 0 })
  /** What is not to be completed (any more), as long as nothing of it is changed. */
  const [closed, setClosed] = useState<Closed | null>(null)
  if (closed !== null && !text.startsWith(closed.text, closed.start)) setClosed(null)

  const begun = caret === null ? null : source.begun(text, caret)
  const isOpen = begun !== null && begun.start !== closed?.start
  const query = isOpen ? begun.query : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever writes meanwhile must not move what one is about to take
  const shown = useMemo(
    () => (isOpen ? source.suggest(begun).slice(0, SHOWN_MAX) : NOTHING),
    [begun?.label, query, source.basis],
  )
  const at = marked.query === query ? Math.max(0, Math.min(marked.index, shown.length - 1)) : 0
  const option = shown[at]

  function look() {
    const { selectionStart, selectionEnd } = box.current ?? {}
    setCaret(selectionStart !== undefined && selectionStart === selectionEnd ? selectionStart : null)
  }

  function take({ insert }: ListOption) {
    if (box.current === null || begun === null || caret === null) return
    // A space that stands there already is the one behind it.
    const end = insert.endsWith(' ') && text.charAt(caret) === ' ' ? caret + 1 : caret
    box.current.setSelectionRange(begun.start, end)
    // The one way by which a browser lets it be undone.
    if (!document.execCommand('insertText', false, insert))
      box.current.setRangeText(insert, begun.start, end, 'end')
    setClosed({ start: begun.start, text: insert })
    write(box.current.value)
    look()
  }

  function takesKey(event: KeyboardEvent): boolean {
    if (isComposing(event) || begun === null || query === null || option === undefined) return false
    if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step !== undefined) setMarked({ query, index: (at + step + shown.length) % shown.length })
    else if (event.key === 'Enter' && option.isWritten) return false
    else if (event.key === 'Enter' || event.key === 'Tab') take(option)
    else if (event.key === 'Escape')
      setClosed({ start: begun.start, text: text.slice(begun.start, begun.start + 1) })
    else return false
    event.preventDefault()
    return true
  }

  const list: OptionListProps = {
    id,
    label: begun?.label ?? '',
    options: shown,
    at,
    count: begun === null ? '' : source.count(begun, shown.length),
    onTake: take,
  }
  const boxProps = useMemo(() => boxPropsFor(id, option), [id, option])
  return { look, leave: () => setCaret(null), takesKey, list, boxProps }
}

/** A text box of several lines is a combobox only while it has a list. */
function boxPropsFor(listId: string, option: ListOption | undefined): BoxProps {
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
