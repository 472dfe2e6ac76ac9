import type { Sender } from './people.js'

/** A sender where there is only text: a program is named as one, by whatever name it goes. */
export function senderText({ name, app }: Sender): string {
  if (app === undefined) return name
  return app === name ? `${name} (app)` : `${name} (app: ${app})`
}
