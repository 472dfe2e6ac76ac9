import { focusComposer } from '../composer/focus-composer.js'
import { TIMELINE_ID } from '../timeline/timeline.js'

/** The address names the room, so these move the focus themselves. */
export function SkipLinks() {
  return (
    <div className="skip-links">
      <button type="button" onClick={() => document.getElementById(TIMELINE_ID)?.focus()}>
        Skip to messages
      </button>
      <button type="button" onClick={focusComposer}>
        Skip to writing
      </button>
    </div>
  )
}
