import { useState } from 'react'
import { IconButton } from '../../ui/button.js'
import type { IconName } from '../../ui/icons.js'
import { applyTheme, nextTheme, readTheme, type Theme } from './theme.js'

const ICONS: Record<Theme, IconName> = { system: 'screen', light: 'sun', dark: 'moon' }

export function ThemeSwitch() {
  const [theme, setTheme] = useState(readTheme)

  function turn() {
    const next = nextTheme(theme)
    applyTheme(next)
    setTheme(next)
  }

  return <IconButton icon={ICONS[theme]} label={`Theme: ${theme}`} onClick={turn} />
}
