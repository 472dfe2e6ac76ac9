import { COMMANDS } from './command-table.js'

/** For a list of terms and what they mean. */
export function CommandLines() {
  return COMMANDS.map(({ name, takes, what }) => (
    <div key={name}>
      <dt>{what}</dt>
      <dd>
        <kbd>{`/${name} ${takes}`.trim()}</kbd>
      </dd>
    </div>
  ))
}
