import { useRef } from 'react'
import { IconButton } from '../../ui/button.js'
import { canHover } from '../../ui/use-media.js'
import { focusComposer } from '../composer/focus-composer.js'

/** Asks the system for files: on a phone that is the camera and the pictures as well. */
export function AttachButton({ onChoose }: { onChoose: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton
        icon="attach"
        label="Attach files"
        className="composer-attach"
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={event => {
          onChoose([...(event.target.files ?? [])])
          // The same file may be chosen again.
          event.target.value = ''
          // Where a key sends them; on a phone it would bring up the keyboard.
          if (canHover()) focusComposer()
        }}
      />
    </>
  )
}
