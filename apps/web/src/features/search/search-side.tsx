import type { ReactNode } from 'react'
import { IconButton } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import './search.css'

interface SearchSideProps {
  isOpen: boolean
  /** Over the room instead of beside it. */
  isOverlay: boolean
  onClose: () => void
  children: ReactNode
}

export function SearchSide({ isOpen, isOverlay, onClose, children }: SearchSideProps) {
  if (isOverlay) {
    return (
      <Dialog isOpen={isOpen} onClose={onClose} title="Search" shape="panel">
        {children}
      </Dialog>
    )
  }
  if (!isOpen) return null
  return (
    <section className="search-panel" aria-label="Search">
      <div className="search-panel-header">
        <h2>Search</h2>
        <IconButton icon="close" label="Close search" onClick={onClose} />
      </div>
      {children}
    </section>
  )
}
