import { type ChatClient, changesIn, type RoomView } from '@hubbub/client'
import type { MessagePlace } from '@hubbub/shared'
import { useMemo, useRef } from 'react'
import { Dialog } from '../../ui/dialog.js'
import { useToday } from '../timeline/use-today.js'
import { pinnedOf, type ReadPins } from './pinned.js'
import { PinnedItem } from './pinned-item.js'
import type { Pinning } from './use-pinning.js'
import { useReadPins } from './use-read-pins.js'
import './pins.css'

interface PinsProps {
  client: ChatClient
  view: RoomView
  pinning: Pinning
  onShow: (place: MessagePlace) => void
}

interface PinsDialogProps extends PinsProps {
  isOpen: boolean
  onClose: () => void
}

export function PinsDialog({ isOpen, onClose, ...props }: PinsDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Pinned messages" shape="panel">
      <Pins {...props} />
    </Dialog>
  )
}

function Pins({ client, view, pinning, onShow }: PinsProps) {
  const { pins, timeline, room } = view
  const today = useToday()
  const list = useRef<HTMLUListElement>(null)
  const changes = useMemo(() => changesIn(timeline.entries), [timeline])
  const pinned = (read: ReadPins) => pins.map(place => pinnedOf(place, timeline, changes, read))
  const earlier = (read: ReadPins) =>
    pinned(read).flatMap(({ place, state }) => (state === 'earlier' ? [place] : []))
  const { read, problem } = useReadPins(client, room.roomId, earlier)
  const trouble = pinning.problem ?? problem

  function unpin(place: MessagePlace) {
    // Its button goes with it.
    list.current?.focus()
    pinning.pin(place, false)
  }

  return (
    <div className="pins">
      <div role="alert">{trouble !== null && <p className="notice">{trouble}</p>}</div>
      {pins.length === 0 && <p className="pin-note pins-none">Nothing is pinned any more.</p>}
      <ul ref={list} tabIndex={-1} aria-label="Pinned messages">
        {pinned(read).map(each => (
          <PinnedItem key={each.place.mid} pinned={each} today={today} onShow={onShow} onUnpin={unpin} />
        ))}
      </ul>
    </div>
  )
}
