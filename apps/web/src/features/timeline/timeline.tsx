import type { ChatClient, RoomView } from '@hubbub/client'
import type { MessageEntry, MessageImage, MessagePlace, User } from '@hubbub/shared'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useWindowFocus } from '../../ui/use-window-focus.js'
import { useIsLaterMissing, useLater } from '../chat/later.js'
import type { Trouble } from '../chat/use-trouble.js'
import type { Pinning } from '../pins/use-pinning.js'
import { useReacting } from '../reactions/use-reacting.js'
import { HEAD_PX, TimelineHead } from './timeline-head.js'
import { TimelineRow } from './timeline-row.js'
import { buildRows } from './timeline-rows.js'
import { useBottom } from './use-bottom.js'
import type { Edits } from './use-edits.js'
import { useMessageKey } from './use-message-key.js'
import { useOlder } from './use-older.js'
import { useOpeningPlace } from './use-opening-place.js'
import { useReading } from './use-reading.js'
import { useShift } from './use-shift.js'
import { useToday } from './use-today.js'
import type { Wanted } from './use-wanted.js'
import './timeline.css'

/** Where the skip link finds the messages. */
export const TIMELINE_ID = 'messages'

const NONE: readonly number[] = []

interface TimelineProps {
  client: ChatClient
  view: RoomView
  account: User
  isConnected: boolean
  edits: Edits
  onReply: (message: MessagePlace) => void
  /** What is being answered. */
  answered: MessagePlace | null
  onPin: Pinning['pin']
  attempt: Trouble['attempt']
  wanted: Wanted
}

/** Mounted anew for each room and each life of its log. */
export function Timeline({
  client,
  view,
  account,
  isConnected,
  edits,
  onReply,
  answered,
  onPin,
  attempt,
  wanted,
}: TimelineProps) {
  const { room } = view
  const { edited } = edits
  const me = account.userId
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const isFocused = useWindowFocus()
  const today = useToday()
  const older = useOlder(client, view, isConnected)
  const bottom = useBottom(scroller, list, edited !== null)
  // Nothing leads there without it.
  const isLaterMissing = useIsLaterMissing()
  const isLed = wanted.place !== null && !isLaterMissing
  const reading = useReading(client, view, isFocused, isLed ? false : bottom.isAtEnd)
  const { newAfter, isToRead, markUnread, hasRead } = reading
  const later = useLater()
  const { reacting, picking, endPicking } = useReacting(client, view, attempt, paintedOr)
  const [opened] = useState(view)
  // Until the rows are measured, what was there at first is painted: in a busy room measuring would never end.
  const { timeline, outgoing, pins } = bottom.isAtEnd === null ? opened : view
  const slowMode = isConnected && !view.isModerator ? view.slowMode : null
  // Not with its message, which may leave the screen meanwhile; undefined: none was ever opened.
  const [image, openImage] = useState<MessageImage | null>()
  const [readersOf, askReaders] = useState<MessageEntry | null>(null)
  useMessageKey('s', timeline.entries, askReaders)
  useMessageKey('u', timeline.entries, markUnread, ({ sender }) => sender.userId !== me)
  const [thread, openThread] = useState<MessageEntry | null>(null)
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set())

  const all = useMemo(
    () => buildRows({ timeline, outgoing, pins, slowMode, me, newAfter }),
    [timeline, outgoing, pins, slowMode, me, newAfter],
  )
  const { rows, isShift } = useShift(all)
  const expand = useCallback((key: string) => setExpanded(keys => new Set(keys).add(key)), [])

  function paintedOr({ seq }: MessagePlace): Element | null {
    return scroller.current?.querySelector(`[data-seq="${seq}"]`) ?? scroller.current
  }

  const { measure, jumpToEnd, letGo } = bottom
  const { loadWhenNear } = older
  const look = useCallback(() => {
    if (measure()) loadWhenNear(scroller.current?.scrollTop ?? 0)
  }, [measure, loadWhenNear])

  const { show, stop } = wanted
  useOpeningPlace({ view, rows, isAtEnd: bottom.isAtEnd, list, older, letGo, jumpToEnd, reading, isLed })
  const goToEnd = useCallback(() => {
    hasRead()
    stop()
    jumpToEnd()
  }, [stop, jumpToEnd, hasRead])

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever changes the rows may change what is in sight
  useLayoutEffect(look, [rows, bottom.isAtEnd, look])

  // Whoever writes wants to see it; not what was written before, and could not be sent.
  const writtenAt = outgoing.at(-1)?.writtenAt ?? 0
  const seenAt = useRef(writtenAt)
  useLayoutEffect(() => {
    if (writtenAt <= seenAt.current) return
    seenAt.current = writtenAt
    goToEnd()
  }, [writtenAt, goToEnd])

  const editedAt =
    edited === null ? -1 : rows.findIndex(row => row.kind === 'message' && row.entry.mid === edited)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the editing begins
  useEffect(() => {
    if (editedAt >= 0) list.current?.scrollToIndex(editedAt, { align: 'nearest' })
  }, [edited])

  return (
    <div className="timeline">
      <div
        ref={scroller}
        id={TIMELINE_ID}
        className="timeline-scroller"
        role="log"
        aria-live="off"
        aria-label={`Messages in ${room.name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the messages are scrolled by keyboard
        tabIndex={0}
        onKeyDown={event => {
          if (event.target !== event.currentTarget || event.altKey) return
          if (event.key === 'End') goToEnd()
          else if (event.key === 'Home') {
            stop()
            // At once: on its own, slow way the browser is stopped by the older rows that come meanwhile.
            event.currentTarget.scrollTop = 0
          } else return
          event.preventDefault()
        }}
      >
        <TimelineHead past={older.past} roomName={room.name} isDirect={view.partner !== null} />
        <Virtualizer
          ref={list}
          data={rows}
          scrollRef={scroller}
          startMargin={HEAD_PX}
          shift={isShift}
          // What is half written must outlive a look elsewhere.
          keepMounted={editedAt < 0 ? NONE : [editedAt]}
          bufferSize={400}
          onScroll={look}
          onResize={look}
        >
          {row => (
            <TimelineRow
              key={row.key}
              row={row}
              today={today}
              isExpanded={expanded.has(row.key)}
              onExpand={expand}
              client={client}
              roomId={room.roomId}
              account={account}
              isEdited={row.kind === 'message' && row.entry.mid === edited}
              edits={edits}
              reacting={reacting}
              onReply={onReply}
              onPin={onPin}
              onReaders={askReaders}
              onUnread={markUnread}
              onShow={show}
              onThread={openThread}
              onOpenImage={openImage}
            />
          )}
        </Virtualizer>
      </div>
      {later && picking !== null && (
        <later.EmojiPicker
          label="Add a reaction"
          me={account.userId}
          beside={picking.beside}
          onPick={emoji => reacting.give(picking.message, emoji, true)}
          onClose={endPicking}
        />
      )}
      {later && (
        <later.WayBack
          {...{ wanted, timeline, rows, scroller, list, letGo, older, isConnected }}
          isSettled={bottom.isAtEnd !== null}
        />
      )}
      <p className="sr-only" role="status">
        {isToRead && 'Marked as unread'}
      </p>
      {later && <later.JumpButton isShown={bottom.isAtEnd === false} view={view} onJump={goToEnd} />}
      {later && image !== undefined && (
        <later.ImageDialog roomId={room.roomId} image={image} onClose={() => openImage(null)} />
      )}
      {later && (
        <later.ThreadDialog
          view={view}
          root={thread}
          onClose={() => openThread(null)}
          onShow={show}
          onReply={onReply}
        />
      )}
      {later && (
        <later.ReadersDialog
          client={client}
          view={view}
          message={readersOf}
          onClose={() => askReaders(null)}
        />
      )}
      {later && <later.AnsweredInSight {...{ answered, rows, scroller, list, letGo, jumpToEnd }} />}
      {later && <later.Announcer entries={timeline.entries} outgoing={outgoing} me={me} />}
    </div>
  )
}
