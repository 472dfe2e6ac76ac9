import type { ChatClient, FoundMessage, RoomView } from '@hubbub/client'
import { QUERY_MAX_LENGTH, searchWords } from '@hubbub/shared'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Button } from '../../ui/button.js'
import { Icon } from '../../ui/icons.js'
import { isComposing } from '../../ui/is-composing.js'
import { useToday } from '../timeline/use-today.js'
import { SearchHit } from './search-hit.js'
import { SearchScope } from './search-scope.js'
import { lookingText, outcomeText } from './search-text.js'
import { useSearch } from './use-search.js'
import { focusSearchBox, type OpenSearch, SEARCH_BOX_ID } from './use-search-panel.js'
import './search.css'

interface SearchPanelProps {
  client: ChatClient
  view: RoomView
  /** All that the user is in. */
  rooms: readonly RoomView[]
  search: OpenSearch
  isConnected: boolean
  onChoose: (message: FoundMessage) => void
}

export function SearchPanel(props: SearchPanelProps) {
  const { client, view, search, isConnected, onChoose } = props
  const { isEverywhere } = search
  const rooms = isEverywhere ? props.rooms : [view]
  const label = isEverywhere ? 'Search in all rooms' : `Search in ${view.room.name}`
  // Marks alone are no word: nothing would be looked for.
  const query = searchWords(search.query).length === 0 ? '' : search.query.trim()
  const today = useToday()
  const panel = useRef<HTMLElement>(null)
  const { results, lookNow, lookFurther } = useSearch({ client, rooms, isEverywhere, query, isConnected })
  useEffect(focusSearchBox, [])

  const isOfQuery = results !== null && results.query === query
  const state = isOfQuery ? results.progress.state : 'looking'
  const isWaiting = state === 'waiting' && !isConnected
  const isLooking = query !== '' && !isWaiting && (state === 'looking' || state === 'waiting')

  function onKeyDown(event: KeyboardEvent) {
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

  /** Between the box, what is found, and what looks further back. */
  function step(by: 1 | -1) {
    const stops = [
      ...(panel.current?.querySelectorAll<HTMLElement>('[type="search"], .search-hit, .search-more') ?? []),
    ]
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
      <form
        className="search-box"
        onSubmit={event => {
          event.preventDefault()
          lookNow()
        }}
      >
        <Icon name="search" size={18} />
        <input
          id={SEARCH_BOX_ID}
          type="search"
          aria-label={label}
          placeholder={label}
          dir="auto"
          maxLength={QUERY_MAX_LENGTH}
          enterKeyHint="search"
          autoComplete="off"
          spellCheck={false}
          value={search.query}
          onChange={event => search.setQuery(event.target.value)}
        />
      </form>
      <SearchScope room={view.room} isEverywhere={isEverywhere} onChoose={search.setEverywhere} />
      {query === '' && (
        <p className="search-note">
          Finds the messages of {isEverywhere ? 'all your rooms and conversations' : 'this room'} that hold
          every word you type, newest first. A part of a word will do.
        </p>
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
      {state === 'failed' && (
        <Button
          onClick={({ detail }) => {
            lookFurther()
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
                  query={results.query}
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
