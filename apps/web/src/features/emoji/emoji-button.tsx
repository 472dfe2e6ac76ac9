import type { UserId } from '@hubbub/shared'
import { type RefObject, useState } from 'react'
import { IconButton } from '../../ui/button.js'
import { EmojiPicker } from './emoji-picker.js'

interface EmojiButtonProps {
  me: UserId
  box: RefObject<HTMLTextAreaElement | null>
}

/** Puts an emoji where the caret stands in the text box, in place of what is selected there. */
export function EmojiButton({ me, box }: EmojiButtonProps) {
  const [beside, openBeside] = useState<Element | null>(null)
  return (
    <>
      <IconButton
        icon="smile"
        label="Insert emoji"
        className="composer-emoji"
        aria-haspopup="dialog"
        onClick={press => openBeside(press.currentTarget)}
      />
      {beside !== null && (
        <EmojiPicker
          label="Insert an emoji"
          me={me}
          beside={beside}
          onPick={emoji => {
            box.current?.focus()
            // The one way by which a browser lets it be undone.
            document.execCommand('insertText', false, emoji)
          }}
          onClose={() => openBeside(null)}
        />
      )}
    </>
  )
}
