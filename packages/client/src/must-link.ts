import { noAnswer } from './command-failed.js'
import type { Link } from './link.js'

/** The link that stands, for what is asked while somebody waits. @throws CommandFailed when there is none */
export type MustLink = () => Link

export function createMustLink(currentLink: () => Link | null): MustLink {
  return () => {
    const link = currentLink()
    if (link === null) throw noAnswer('Not connected.')
    return link
  }
}
