// Of what the user wants to be told in one room, as said on any of their connections.

import { DEFAULT_NOTIFY_LEVEL, type NotifyLevel } from '@hubbub/shared'
import type { Link } from './link.js'

export interface NotifyChoice {
  level(): NotifyLevel
  /** Said over this link, or told over it of another connection. */
  changed(level: NotifyLevel, link: Link): void
  /** @param level as a join on this link told; undefined: by a server of the version before */
  joined(level: NotifyLevel | undefined, link: Link | null): void
}

/** @param isJoiningOn whether the answer to a join is on its way, which may have been read before what is said now */
export function createNotifyChoice(isJoiningOn: (link: Link) => boolean, told: () => void): NotifyChoice {
  let current = DEFAULT_NOTIFY_LEVEL
  let early: { level: NotifyLevel; link: Link } | null = null
  return {
    level: () => current,
    changed(level, link) {
      current = level
      if (isJoiningOn(link)) early = { level, link }
      told()
    },
    joined(level = DEFAULT_NOTIFY_LEVEL, link) {
      current = early !== null && early.link === link ? early.level : level
      early = null
    },
  }
}
