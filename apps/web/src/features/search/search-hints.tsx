/** Each filter, and what comes after it; empty: nothing. */
const FILTERS = [
  ['from:', 'name'],
  ['from:me', ''],
  ['on:', 'day'],
  ['before:', 'day'],
  ['after:', 'day'],
  ['has:file', ''],
  ['has:link', ''],
] as const

/** What can be looked for besides words; a press writes it. */
export function SearchHints({ onChoose }: { onChoose: (filter: string) => void }) {
  return (
    <fieldset className="search-hints">
      <legend className="sr-only">Filters</legend>
      {FILTERS.map(([filter, what]) => (
        <button
          key={filter}
          type="button"
          className="search-hint"
          onClick={() => onChoose(what === '' ? `${filter} ` : filter)}
        >
          {filter}
          {what !== '' && <span className="search-hint-what">{what}</span>}
        </button>
      ))}
    </fieldset>
  )
}
