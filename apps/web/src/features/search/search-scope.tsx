import type { RoomSummary } from '@hubbub/shared'

interface SearchScopeProps {
  room: RoomSummary
  isEverywhere: boolean
  onChoose: (isEverywhere: boolean) => void
}

/** Where to look. */
export function SearchScope({ room, isEverywhere, onChoose }: SearchScopeProps) {
  return (
    <fieldset className="search-scope">
      <legend className="sr-only">Where to search</legend>
      {[false, true].map(all => (
        <label key={String(all)}>
          <input
            type="radio"
            name="search-scope"
            checked={all === isEverywhere}
            onChange={() => onChoose(all)}
          />
          {all ? 'All rooms' : room.kind === 'direct' ? 'This conversation' : 'This room'}
        </label>
      ))}
    </fieldset>
  )
}
