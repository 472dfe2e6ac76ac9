import { useEffect, useEffectEvent } from 'react'
import { isLetter } from '../../ui/is-alt-letter.js'
import { isComposing } from '../../ui/is-composing.js'
import { openModeratorMenu } from '../moderation/moderate-key.js'
import { openAddress } from './open-address.js'

interface ShortcutsProps {
  /** @param isToNews only to rooms in which something is unread */
  onStep: (by: 1 | -1, isToNews: boolean) => void
  onSwitch: () => void
  onSearch: () => void
  onHelp: () => void
  /** A letter was pressed where nothing takes letters: it belongs into the composer. */
  onLetter: () => void
}

/** The page-wide keys. An open modal dialog keeps its keys to itself. */
export function Shortcuts(shortcuts: ShortcutsProps) {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (isComposing(event) || event.defaultPrevented || document.querySelector('dialog[open], :popover-open'))
      return
    const isCommand = event.ctrlKey || event.metaKey

    if (event.altKey && !isCommand && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      shortcuts.onStep(event.key === 'ArrowUp' ? -1 : 1, event.shiftKey)
    } else if (isCommand && !event.altKey && isLetter(event, 'k')) {
      event.preventDefault()
      shortcuts.onSwitch()
    } else if (isCommand && event.shiftKey && !event.altKey && isLetter(event, 'f')) {
      event.preventDefault()
      shortcuts.onSearch()
    } else if (!isCommand && !event.altKey && !takesText(event.target)) {
      if (event.key === '?') shortcuts.onHelp()
      else if (/^[\p{L}\p{N}]$/u.test(event.key)) shortcuts.onLetter()
    }
  })

  useEffect(() => {
    const heard = [onKeyDown, openAddress, openModeratorMenu]
    for (const each of heard) window.addEventListener('keydown', each)
    return () => {
      for (const each of heard) window.removeEventListener('keydown', each)
    }
  }, [])
  return null
}

function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null
}
