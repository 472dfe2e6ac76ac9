import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { IconButton } from './button.js'
import { Icon, type IconName } from './icons.js'
import './menu.css'

/** Between the menu and its button, and the edge of the window, in pixels. */
const GAP_PX = 4
const STEPS: Readonly<Record<string, (now: number, last: number) => number>> = {
  ArrowDown: (now, last) => (now === last ? 0 : now + 1),
  ArrowUp: (now, last) => (now <= 0 ? last : now - 1),
  Home: () => 0,
  End: (_, last) => last,
}

interface MenuProps {
  icon: IconName
  label: string
  /** Of its button. */
  tabIndex?: number
  /** Of its button. */
  className?: string
  /** It was opened, or closed. */
  onChange?: (isOpen: boolean) => void
  /** `MenuItem`s, or groups of choices. */
  children: ReactNode
}

/** A button with a menu over everything, closed by Escape, by a press elsewhere, and by choosing; then the focus is where it was. */
export function Menu({ icon, label, onChange, children, ...ofButton }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, become] = useState(false)
  const id = useId()

  // Only now its items are there, and so its size.
  useLayoutEffect(() => {
    if (isOpen) showAt(button.current, menu.current)
  }, [isOpen])

  function setOpen(isNow: boolean) {
    become(isNow)
    onChange?.(isNow)
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.key === 'Tab') return menu.current?.hidePopover()
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const items = itemsIn(event.currentTarget)
    const now = items.findIndex(item => item.matches(':focus'))
    items[step(now, items.length - 1)]?.focus()
  }

  return (
    <>
      <IconButton
        {...ofButton}
        ref={button}
        icon={icon}
        label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        popoverTarget={id}
        onClick={event => {
          // The browser would open it as well, and elsewhere.
          event.preventDefault()
          if (menu.current?.matches(':popover-open')) menu.current.hidePopover()
          // What Escape has closed says so only later, and never when it is open again by then.
          else if (isOpen) showAt(button.current, menu.current)
          else setOpen(true)
        }}
      />
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="menu"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        onClick={() => menu.current?.hidePopover()}
        onToggle={event => {
          if (event.newState === 'closed') setOpen(false)
        }}
      >
        {isOpen && children}
      </div>
    </>
  )
}

interface MenuItemProps {
  icon: IconName
  onChoose: () => void
  children: ReactNode
}

/** `MenuChoice`s, one of which is chosen. */
export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is nothing that a menu may hold
    <div role="group" aria-label={label} className="menu-group">
      <p aria-hidden="true">{label}</p>
      {children}
    </div>
  )
}

export function MenuChoice({ icon, isChosen, onChoose, children }: MenuItemProps & { isChosen: boolean }) {
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={isChosen}
      tabIndex={-1}
      className="menu-item"
      onClick={onChoose}
    >
      <Icon name={icon} size={18} />
      <span>{children}</span>
      {isChosen && <Icon name="check" size={16} />}
    </button>
  )
}

export function MenuItem({ icon, onChoose, children }: MenuItemProps) {
  return (
    <button type="button" role="menuitem" tabIndex={-1} className="menu-item" onClick={onChoose}>
      <Icon name={icon} size={18} />
      <span>{children}</span>
    </button>
  )
}

function showAt(button: HTMLElement | null, list: HTMLElement | null): void {
  const at = button?.getBoundingClientRect()
  if (list === null || at === undefined) return
  list.showPopover()
  const left = Math.min(at.right, innerWidth - GAP_PX) - list.offsetWidth
  const below = at.bottom + GAP_PX
  const fitsBelow = below + list.offsetHeight <= innerHeight - GAP_PX
  list.style.left = `${Math.max(GAP_PX, left)}px`
  list.style.top = `${fitsBelow ? below : Math.max(GAP_PX, at.top - GAP_PX - list.offsetHeight)}px`
  itemsIn(list)[0]?.focus()
}

function itemsIn(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')]
}
