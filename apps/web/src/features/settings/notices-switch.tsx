import { useState } from 'react'
import { IconButton } from '../../ui/button.js'
import { canHover } from '../../ui/use-media.js'
import { canNotify, type Notices, readNotices, turnNoticesOff, turnNoticesOn } from './notices.js'

const LABELS: Record<Notices, string> = {
  off: 'Notify me of mentions: off',
  on: 'Notify me of mentions: on',
  blocked: 'Notify me of mentions: blocked by the browser',
}

/** Not on phones, whose browsers take notifications from installed pages only. */
export function NoticesSwitch() {
  const [notices, setNotices] = useState(readNotices)

  async function turn() {
    if (notices === 'on') turnNoticesOff()
    else await turnNoticesOn()
    setNotices(readNotices())
  }

  if (!canNotify() || !canHover()) return null
  return <IconButton icon={notices === 'on' ? 'bell' : 'bellOff'} label={LABELS[notices]} onClick={turn} />
}
