import type { UserId } from '@hubbub/shared'
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { isComposing } from '../../ui/is-composing.js'
import { canHover } from '../../ui/use-media.js'
import { isArrow, placeAfter } from './emoji-grid.js'
import { EMOJI_LIST, type ShownEmoji } from './emoji-list.js'
import { findEmoji } from './find-emoji.js'
import { noteRecentEmoji, recentEmoji } from './recent-emoji.js'
import { useEmojiNames } from './use-emoji-names.js'
import './emoji-picker.css'

/** Between the list and what it stands beside, and the edge of the window, in pixels. */
const GAP_PX = 6
/** Longer than any. */
const EMOJI_NAME_MAX_LENGTH = 50

interface EmojiPickerProps {
  me: UserId
  label: string
  beside: Element
  onPick: (emoji: string) => void
  onClose: () => void
}

/** The browser's own popover: over everything, closed by Escape and by a press elsewhere; gives the focus back. */
export function EmojiPicker({ me, label, beside, onPick, onClose }: EmojiPickerProps) {
  const ref = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const [query, setQuery] = useState('')
  const [recent] = useState(() => recentEmoji(me))
  const names = useEmojiNames(query !== '')
  const found = findEmoji(query, names?.suggestEmoji ?? null)
  const isSearch = query.trim() !== ''
  const groups = (isSearch ? [found] : [recent, EMOJI_LIST]).filter(({ length }) => length > 0)
  const sizes = groups.map(({ length }) => length)

  useLayoutEffect(() => {
    const list = ref.current
    if (list === null) return
    // Alt+R may take it to another message.
    if (!list.matches(':popover-open')) {
      list.showPopover()
      // However little is found, it keeps its place beside the message.
      list.style.height = `${list.offsetHeight}px`
    }
    const at = beside.getBoundingClientRect()
    const left = Math.max(GAP_PX, Math.min(at.right, innerWidth - GAP_PX) - list.offsetWidth)
    const below = at.bottom + GAP_PX
    const fitsBelow = below + list.offsetHeight <= innerHeight - GAP_PX
    const above = Math.min(at.top, innerHeight) - GAP_PX - list.offsetHeight
    list.style.left = `${left}px`
    list.style.top = `${fitsBelow ? below : Math.max(GAP_PX, above)}px`
    if (canHover()) field.current?.focus()
    else list.querySelector('button')?.focus()
  }, [beside])

  function pick(given: ShownEmoji) {
    noteRecentEmoji(me, given)
    onPick(given[0])
    ref.current?.hidePopover()
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return
    if (event.target === field.current) onFieldKey(event, field.current)
    else if (isArrow(event.key)) {
      const at = buttons().findIndex(button => button.matches(':focus'))
      go(placeAfter(event.key, at, sizes))
      event.preventDefault()
    }
    // Whoever writes on means the field.
    else if (/^(?:[\p{L}\p{N}+_-]|Backspace)$/u.test(event.key)) field.current?.focus()
  }

  /** Meanwhile the first emoji is marked: from there a step leads to the right. */
  function onFieldKey(event: KeyboardEvent, { selectionStart, value }: HTMLInputElement) {
    const [first] = groups.flat()
    if (event.key === 'Enter' && first !== undefined) pick(first)
    // Some browsers would only empty the field.
    else if (event.key === 'Escape') ref.current?.hidePopover()
    else if (event.key === 'ArrowDown') go(0)
    else if (event.key === 'ArrowRight' && selectionStart === value.length)
      go(placeAfter('ArrowRight', 0, sizes))
    else return
    event.preventDefault()
  }

  /** @param place null: to the field */
  function go(place: number | null) {
    if (place === null) field.current?.focus()
    else buttons()[place]?.focus()
  }

  function buttons(): HTMLElement[] {
    return [...(ref.current?.querySelectorAll('button') ?? [])]
  }

  return (
    <div
      ref={ref}
      popover="auto"
      className="emoji-picker"
      role="dialog"
      aria-label={label}
      onKeyDown={onKeyDown}
      onToggle={event => {
        if (event.newState === 'closed') onClose()
      }}
    >
      <input
        ref={field}
        // None: where it stands in the composer, Enter would send what was begun there.
        form=""
        type="search"
        aria-label="Search emoji"
        placeholder="Search emoji"
        maxLength={EMOJI_NAME_MAX_LENGTH}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={query}
        onChange={event => setQuery(event.target.value)}
        onFocus={() => {
          // A finger raises a keyboard, which covers what is below.
          if (!canHover() && ref.current) ref.current.style.top = `${GAP_PX}px`
        }}
      />
      <div className="emoji-groups">
        {groups.map(group => (
          <fieldset key={group === recent ? 'recent' : 'others'} className="emoji-group">
            <legend className={isSearch || groups.length === 1 ? 'sr-only' : ''}>
              {group === recent ? 'Recently used' : group === found ? 'Found' : 'Frequently used'}
            </legend>
            {group.map(given => (
              <button
                key={given[0]}
                type="button"
                aria-label={given[1]}
                title={given[1]}
                onClick={() => pick(given)}
              >
                {given[0]}
              </button>
            ))}
          </fieldset>
        ))}
      </div>
      <p className={found.length > 0 ? 'sr-only' : 'emoji-none'} role="status">
        {isSearch && (found.length > 0 || names !== null) && countText(found.length)}
      </p>
    </div>
  )
}

function countText(count: number): string {
  return count === 0 ? 'No emoji is called that.' : `${count} emoji`
}
