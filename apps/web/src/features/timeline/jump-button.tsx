import type { RoomView } from '@hubbub/client'
import { useEffect, useEffectEvent } from 'react'
import { Icon } from '../../ui/icons.js'
import { isComposing } from '../../ui/is-composing.js'
import { focusComposerAfter } from '../composer/focus-composer.js'
import { unreadText } from '../rooms/room-order.js'

interface JumpButtonProps {
  isShown: boolean
  view: RoomView
  onJump: () => void
}

export function JumpButton({ isShown, view, onJump }: JumpButtonProps) {
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || isComposing(event) || event.defaultPrevented) return
    if (document.querySelector('dialog[open], :popover-open') === null) onJump()
  })

  useEffect(() => {
    window.addEventListener('keydown', onEscape)
    return () => window.removeEventListener('keydown', onEscape)
  }, [])

  if (!isShown) return null
  const count = unreadText(view)
  return (
    <button
      type="button"
      className={`jump ${count === '' ? '' : 'jump-news'}`}
      onClick={event => {
        onJump()
        focusComposerAfter(event)
      }}
    >
      {count === '' ? 'Jump to latest' : `${count} new ${count === '1' ? 'message' : 'messages'}`}
      <Icon name="down" size={16} />
    </button>
  )
}
