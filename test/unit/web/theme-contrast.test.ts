import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// WCAG 2.2, 1.4.3 and 1.4.11: text 4.5 to 1, borders of inputs and marks 3 to 1, in both themes.

const css = readFileSync(new URL('../../../apps/web/src/theme.css', import.meta.url), 'utf8')
const colors = new Map(
  [...css.matchAll(/--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));/g)].map(
    ([, name = '', light, dark, both = '']) => [name, { light: light ?? both, dark: dark ?? both }] as const,
  ),
)
const grounds = ['paper', 'raised', 'side', 'hover']

const texts: readonly (readonly [text: string, on: readonly string[]])[] = [
  ['ink', [...grounds, 'side-hover', 'accent-wash', 'mention-wash', 'found']],
  ['ink-soft', [...grounds, 'side-hover', 'mention-wash']],
  ['ink-faint', [...grounds, 'mention-wash']],
  ['accent', [...grounds, 'accent-wash', 'mention-wash']],
  ['fresh', ['paper']],
  ['danger', ['paper', 'hover', 'danger-wash', 'mention-wash', 'side']],
  ['caution', ['paper', 'hover']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-selected', ['selected']],
  ['on-badge', ['badge']],
  ['on-danger', ['danger-fill']],
  ['paper', ['ink']],
  ['on-avatar', Array.from({ length: 12 }, (_, tone) => `avatar-${tone}`)],
]
const marks: typeof texts = [
  ['line-strong', ['paper']],
  ['good', ['paper', 'hover']],
  ['accent', ['side', 'paper']],
  ['fresh', ['side']],
  ['caution', ['paper']],
]

test.each(['light', 'dark'] as const)('everything written can be read in the %s theme', theme => {
  expect(colors.size).toBeGreaterThan(30)
  const faint = [...pairs(texts, 4.5), ...pairs(marks, 3)].filter(
    ({ text, on, least }) => contrast(colorOf(text, theme), colorOf(on, theme)) < least,
  )
  expect(faint.map(({ text, on }) => `${text} on ${on}`)).toEqual([])
})

function pairs(list: typeof texts, least: number) {
  return list.flatMap(([text, ons]) => ons.map(on => ({ text, on, least })))
}

function colorOf(name: string, theme: 'light' | 'dark'): string {
  const color = colors.get(name)?.[theme]
  if (color === undefined) throw new Error(`theme.css has no colour ${name}`)
  return color
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** Relative luminance as WCAG defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
