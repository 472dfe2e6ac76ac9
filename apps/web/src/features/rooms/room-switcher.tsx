import type { RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { type KeyboardEvent, useId, useState } from 'react'
import { Dialog } from '../../ui/dialog.js'
import { isComposing } from '../../ui/is-composing.js'
import { Name } from '../../ui/name.js'
import { useMarkedInSight } from '../../ui/use-marked-in-sight.js'
import { PartnerAvatar } from '../direct/direct-link.js'
import { hasUnreadMention } from '../mentions/unread-mention.js'
import { isQuiet } from '../notify/is-quiet.js'
import { QuietMark } from '../notify/quiet-mark.js'
import { MentionMark } from './mention-mark.js'
import { RoomMark } from './room-mark.js'
import { unreadText } from './room-order.js'
import { openRoom } from './room-route.js'
import './room-dialogs.css'

interface RoomSwitcherProps {
  isOpen: boolean
  onClose: () => void
  rooms: readonly RoomView[]
  account: User
}

/** Type a part of a name, press Enter. */
export function RoomSwitcher({ isOpen, onClose, ...rest }: RoomSwitcherProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Switch room" hasHeading={false}>
      <Finder {...rest} onClose={onClose} />
    </Dialog>
  )
}

function Finder({ rooms, account, onClose }: Omit<RoomSwitcherProps, 'isOpen'>) {
  const [query, setQuery] = useState('')
  const [marked, setMarked] = useState(0)
  const listId = useId()
  const found = roomsNamed(rooms, query)
  const at = Math.min(marked, found.length - 1)
  const list = useMarkedInSight(found[at]?.room.roomId)

  function choose(view: RoomView | undefined) {
    if (view === undefined) return
    onClose()
    openRoom(view.room.roomId)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event)) return
    if (event.key === 'Enter') choose(found[at])
    else if (event.key === 'ArrowDown') setMarked(Math.min(at + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setMarked(Math.max(at - 1, 0))
    else return
    event.preventDefault()
  }

  return (
    <div className="dialog-content switcher">
      <input
        role="combobox"
        aria-label="Find a room or person"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[at] && `${listId}-${found[at].room.roomId}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder="Find a room or person"
        dir="auto"
        value={query}
        onChange={event => {
          setQuery(event.target.value)
          setMarked(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} className="switcher-list" role="listbox" id={listId} aria-label="Your rooms">
        {found.map((view, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's
          <div
            key={view.room.roomId}
            id={`${listId}-${view.room.roomId}`}
            className="switcher-option"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => choose(view)}
          >
            {view.partner === null ? <RoomMark room={view.room} /> : <PartnerAvatar view={view} />}
            <Name>{view.room.name}</Name>
            {view.partner === null && hasUnreadMention(view, account) && <MentionMark />}
            {isQuiet(view) ? <QuietMark /> : <Unread view={view} />}
          </div>
        ))}
      </div>
      <p className="directory-note" role="status">
        {found.length === 0 && 'No room or person matches.'}
      </p>
    </div>
  )
}

/** Those that begin so before those that hold it further on. */
function roomsNamed(rooms: readonly RoomView[], query: string): RoomView[] {
  const wanted = query.trim().toLowerCase()
  const at = ({ room }: RoomView) => room.name.toLowerCase().indexOf(wanted)
  const found = rooms.filter(view => at(view) >= 0)
  return [...found.filter(view => at(view) === 0), ...found.filter(view => at(view) > 0)]
}

function Unread({ view }: { view: RoomView }) {
  const text = unreadText(view)
  return text === '' ? null : <span className="room-link-badge">{text}</span>
}
