import { type KeyboardEvent, useLayoutEffect, useRef } from 'react'
import { EMOJI_LIST, EMOJI_PER_ROW } from './emoji-list.js'

/** Between the list and what it stands beside, and the edge of the window, in pixels. */
const GAP_PX = 6
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: EMOJI_PER_ROW,
  ArrowUp: -EMOJI_PER_ROW,
}

interface ReactionPickerProps {
  beside: Element
  onPick: (emoji: string) => void
  onClose: () => void
}

/** The browser's own popover: over everything, closed by Escape and by a press elsewhere; gives the focus back. */
export function ReactionPicker({ beside, onPick, onClose }: ReactionPickerProps) {
  const ref = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const list = ref.current
    if (list === null) return
    // Alt+R may take it to another message.
    if (!list.matches(':popover-open')) list.showPopover()
    const at = beside.getBoundingClientRect()
    const left = Math.max(GAP_PX, Math.min(at.right, innerWidth - GAP_PX) - list.offsetWidth)
    const below = at.bottom + GAP_PX
    const fitsBelow = below + list.offsetHeight <= innerHeight - GAP_PX
    const above = Math.min(at.top, innerHeight) - GAP_PX - list.offsetHeight
    list.style.left = `${left}px`
    list.style.top = `${fitsBelow ? below : Math.max(GAP_PX, above)}px`
    list.querySelector('button')?.focus()
  }, [beside])

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const now = buttons.findIndex(button => button.matches(':focus'))
    buttons[now + step]?.focus()
  }

  return (
    <div
      ref={ref}
      popover="auto"
      className="reaction-picker"
      role="dialog"
      aria-label="Add a reaction"
      onKeyDown={onKeyDown}
      onToggle={event => {
        if (event.newState === 'closed') onClose()
      }}
    >
      {EMOJI_LIST.map(([emoji, name]) => (
        <button
          key={emoji}
          type="button"
          aria-label={name}
          title={name}
          onClick={() => {
            onPick(emoji)
            ref.current?.hidePopover()
          }}
        >
          {emoji}
        </button>
      ))}
    </div>
  )
}
