// The chosen theme. public/theme.js reads the same key before the first paint.

import { keep } from '../../ui/keep.js'

const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'hubbub.theme'

export function readTheme(): Theme {
  return THEMES.find(theme => theme === localStorage.getItem(KEY)) ?? 'system'
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    keep(KEY, null)
    delete document.documentElement.dataset.theme
  } else {
    keep(KEY, theme)
    document.documentElement.dataset.theme = theme
  }
}
