import './timeline-skeleton.css'

const WIDTHS = ['long', 'short', 'middle', 'long', 'short'] as const

/** Holds the place of the messages and of the composer until the room is there. */
export function TimelineSkeleton() {
  return (
    <div className="skeleton" role="status" aria-label="Loading messages">
      {WIDTHS.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <div key={index} className="skeleton-row" aria-hidden="true">
          <span className="skeleton-avatar" />
          <span className={`skeleton-text skeleton-${width}`} />
        </div>
      ))}
      <div className="skeleton-composer" aria-hidden="true" />
    </div>
  )
}
