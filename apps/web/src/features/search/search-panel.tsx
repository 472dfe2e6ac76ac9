import type { ChatClient, FoundMessage, RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react'
import { Button } from '../../ui/button.js'
import { isComposing } from '../../ui/is-composing.js'
import { peopleOf } from '../mentions/people-of.js'
import { useToday } from '../timeline/use-today.js'
import { SearchField } from './search-field.js'
import { SearchHints } from './search-hints.js'
import { SearchHit } from './search-hit.js'
import { parseSearch } from './search-query.js'
import { SearchScope } from './search-scope.js'
import { lookingText, outcomeText } from './search-text.js'
import { useSearch } from './use-search.js'
import { focusSearchBox, type OpenSearch } from './use-search-panel.js'
import './search.css'

interface SearchPanelProps {
  client: ChatClient
  view: RoomView
  /** All that the user is in. */
  rooms: readonly RoomView[]
  me: User
  search: OpenSearch
  isConnected: boolean
  onChoose: (message: FoundMessage) => void
}

const STOPS = '[type="search"], .search-hint, .search-hit, .search-more'

export function SearchPanel(props: SearchPanelProps) {
  const { client, view, rooms, me, search, isConnected, onChoose } = props
  const { isEverywhere } = search
  const label = isEverywhere ? 'Search in all rooms' : `Search in ${view.room.name}`
  const query = search.query.trim()
  const { wanted, problem } = useMemo(() => parseSearch(query), [query])
  const { timeline, presence, members } = view
  const people = useMemo(
    () => peopleOf({ timeline, presence, members }, me),
    [timeline, presence, members, me],
  )
  const today = useToday()
  const panel = useRef<HTMLElement>(null)
  const problemId = useId()
  const source = { client, view, isEverywhere, query, wanted, isConnected }
  const { results, lookNow, lookFurther, lookAgain } = useSearch(source)
  // Those of what was found, which may be of the query before.
  const words = useMemo(() => parseSearch(results?.query ?? '').wanted?.query ?? '', [results?.query])
  useEffect(focusSearchBox, [])

  const isOfQuery = results !== null && results.query === query
  const state = isOfQuery ? results.progress.state : 'looking'
  const isWithout = isOfQuery && results.leftOut > 0 && (state === 'done' || state === 'more')
  const isWaiting = state === 'waiting' && !isConnected
  const isLooking = wanted !== null && !isWaiting && (state === 'looking' || state === 'waiting')

  function onKeyDown(event: KeyboardEvent) {
    // As by what is suggested.
    if (event.defaultPrevented) return
    // Arrows are theirs.
    if (event.target instanceof HTMLInputElement && event.target.type === 'radio' && event.key !== 'Escape')
      return
    if (isComposing(event) || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Escape') search.close()
    else if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else return
    event.preventDefault()
  }

  /** Between the box, the filters, what is found, and what looks further back. */
  function step(by: 1 | -1) {
    const stops = [...(panel.current?.querySelectorAll<HTMLElement>(STOPS) ?? [])]
    stops[stops.findIndex(stop => stop.matches(':focus')) + by]?.focus()
  }

  return (
    <search
      ref={panel}
      className="search"
      aria-label={label}
      // A press on it leaves the keys here.
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <SearchField
        label={label}
        text={search.query}
        people={people}
        me={me}
        aria-describedby={problemId}
        aria-invalid={problem !== null}
        onChange={search.setQuery}
        onSubmit={lookNow}
      />
      <p id={problemId} className="search-note search-problem" role="status">
        {problem}
      </p>
      <SearchScope room={view.room} isEverywhere={isEverywhere} onChoose={search.setEverywhere} />
      {query === '' && (
        <>
          <p className="search-note">
            Finds the messages of {isEverywhere ? 'all your rooms and conversations' : 'this room'} that hold
            every word you type, newest first. A part of a word will do.
          </p>
          <SearchHints
            onChoose={filter => {
              focusSearchBox()
              // As if it were typed: it can be undone, and what completes it comes.
              if (!document.execCommand('insertText', false, filter)) search.setQuery(filter)
            }}
          />
          <p className="search-note">
            A day is written 2026-11-30, and is one of your time zone; before and after leave it out.
          </p>
        </>
      )}
      {isLooking && <p className="search-note">{lookingText(isOfQuery ? results.backTo : null, today)}</p>}
      <p className="search-note" role="status">
        {isWaiting && 'The search goes on when the connection is back.'}
        {isOfQuery && outcomeText(results, today)}
      </p>
      <div role="alert">
        {isOfQuery && results.progress.state === 'failed' && (
          <p className="notice">{results.progress.problem}</p>
        )}
      </div>
      {(state === 'failed' || isWithout) && (
        <Button
          onClick={({ detail }) => {
            if (isWithout) lookAgain()
            else lookFurther()
            // The button is gone then; a finger wants no keyboard.
            if (detail === 0) focusSearchBox()
          }}
        >
          Try again
        </Button>
      )}
      {results !== null && results.found.length > 0 && (
        <div className="search-scroller">
          <ul className="search-hits" aria-label="Messages found" aria-busy={isLooking}>
            {results.found.map(message => (
              <li key={message.mid}>
                <SearchHit
                  message={message}
                  room={
                    isEverywhere ? (rooms.find(({ room }) => room.roomId === message.roomId) ?? null) : null
                  }
                  words={words}
                  today={today}
                  onChoose={onChoose}
                />
              </li>
            ))}
          </ul>
          {isOfQuery && state !== 'done' && state !== 'failed' && (
            <Button
              className="search-more"
              isBusy={state !== 'more'}
              onClick={() => {
                // From there one goes on to what comes, whether the button stays or not.
                step(-1)
                lookFurther()
              }}
            >
              Look further back
            </Button>
          )}
        </div>
      )}
    </search>
  )
}
