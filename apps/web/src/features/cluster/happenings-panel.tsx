import type { Happening } from './happenings.js'
import './panels.css'

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

export function HappeningsPanel({ happenings }: { happenings: readonly Happening[] }) {
  return (
    <section className="panel" aria-labelledby="happenings-heading">
      <h2 id="happenings-heading">What happened</h2>
      {happenings.length === 0 && <p className="panel-note">Nothing since this page was opened.</p>}
      <div role="log" aria-labelledby="happenings-heading">
        <ol className="happenings">
          {happenings.map(({ at, text }) => (
            <li key={`${at} ${text}`}>
              <time dateTime={new Date(at).toISOString()}>{clock.format(at)}</time>
              <span>{text}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  )
}
