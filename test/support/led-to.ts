// The message that a reader is led to.

import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { eventually } from './eventually.js'

export const isFocused = (at: Locator) => at.evaluate(it => it === document.activeElement)

/** Not those that answer it. */
export const message = (page: Page, text: string) =>
  page.getByRole('article').filter({ has: page.locator('.message-text').getByText(text, { exact: true }) })

/** It is in sight, was marked, and is what a screen reader reads next. */
export const isLedTo = (page: Page, text: string, { withinMs = 5_000 } = {}) =>
  isAt(page, text, { withinMs, isMarked: true })

/** The same, whether or not there was a mark. */
export async function isAt(page: Page, text: string, { withinMs = 5_000, isMarked = false } = {}) {
  let marks = 0
  await eventually(
    async () => {
      // All at once, and without Playwright's own waiting, which looks twice a second only: the mark fades.
      const seen = await message(page, text).evaluateAll(all =>
        all.map(it => {
          const { top, bottom } = it.getBoundingClientRect()
          return {
            isFocused: it === document.activeElement,
            isInSight: top >= 0 && bottom <= innerHeight,
            marks: it.getAnimations().length,
          }
        }),
      )
      marks = Math.max(marks, seen[0]?.marks ?? 0)
      expect(seen).toMatchObject([{ isFocused: true, isInSight: true }])
      if (isMarked) expect(marks).toBeGreaterThan(0)
    },
    { withinMs },
  )
}
