import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { IconButton } from './button.js'
import './dialog.css'

interface DialogProps {
  isOpen: boolean
  onClose: () => void
  title: string
  /** `drawer` and `panel` stand at the left and right edge, over the whole height; `picture` is as large as what it holds. */
  shape?: 'box' | 'drawer' | 'panel' | 'picture'
  hasHeading?: boolean
  /** Also by a press beside it. */
  closesBeside?: boolean
  children: ReactNode
}

/**
 * The browser's own modal dialog: it traps focus, closes on Escape and gives focus back to where it was. It stays
 * mounted while closed, so that closing goes through `close()` and focus returns.
 */
export function Dialog({ isOpen, onClose, title, shape = 'box', children, ...rest }: DialogProps) {
  const { hasHeading = true, closesBeside = true } = rest
  const ref = useRef<HTMLDialogElement>(null)
  const pressed = useRef<EventTarget>(null)
  const headingId = useId()

  // Before the browser paints and before a room opens behind it: whoever takes the focus next must come later.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (isOpen && !dialog?.open) {
      dialog?.showModal()
      // What it asks for comes first; by itself the browser begins with the button that closes it.
      dialog?.querySelector<HTMLInputElement>('input:not([hidden], [type="radio"]:not(:checked))')?.focus()
    }
    if (!isOpen && dialog?.open) dialog.close()
  }, [isOpen])

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is for a pointer on the backdrop
    <dialog
      ref={ref}
      className={`dialog dialog-${shape}`}
      {...(hasHeading ? { 'aria-labelledby': headingId } : { 'aria-label': title })}
      // The browser tells `close` only later: who opens the dialog again at once must find it known as closed, and who has
      // closed it to open another one must not lose that.
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onClose={() => {
        if (isOpen && !ref.current?.open) onClose()
      }}
      onPointerDown={event => {
        pressed.current = event.target
      }}
      // Whoever selects text from within it to without has clicked on it as well, as the browser tells.
      onClick={event => {
        const isBeside = event.target === ref.current && pressed.current === ref.current
        if (isBeside && closesBeside) onClose()
      }}
    >
      {isOpen && (
        <div className="dialog-body">
          {hasHeading && (
            <header className="dialog-header">
              <h2 id={headingId}>{title}</h2>
              <IconButton icon="close" label="Close" onClick={onClose} />
            </header>
          )}
          {children}
        </div>
      )}
    </dialog>
  )
}
