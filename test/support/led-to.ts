// The message that a reader is led to.

import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { eventually } from './eventually.js'

export const isFocused = (at: Locator) => at.evaluate(it => it === document.activeElement)

/** Not those that answer it. */
export const message = (page: Page, text: string) =>
  page.getByRole('article').filter({ has: page.locator('.message-text').getByText(text, { exact: true }) })

/** It is in sight, marked, and what a screen reader reads next. */
export async function isLedTo(page: Page, text: string, { withinMs = 5_000 } = {}) {
  await isAt(page, text, { withinMs })
  expect(await message(page, text).evaluate(it => it.getAnimations().length)).toBe(1)
}

/** The same, whether or not the mark has faded. */
export async function isAt(page: Page, text: string, { withinMs = 5_000 } = {}) {
  const led = message(page, text)
  await eventually(async () => expect(await isFocused(led)).toBe(true), { withinMs })
  const isInSight = await led.evaluate(it => {
    const { top, bottom } = it.getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  })
  expect(isInSight).toBe(true)
}
