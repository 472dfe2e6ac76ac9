// What axe-core finds wrong with a page for people with a screen reader, a keyboard or weak eyes (WCAG 2.2 A and AA, and best practice).

import axe from 'axe-core'
import type { Page } from 'playwright-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/**
 * HTML lets no `textarea` be a combobox, though ARIA 1.2 has such of several lines; without the role nobody hears that there is
 * something to choose from. Only that is not asked of it.
 */
const CONFIGURED = { rules: [{ id: 'aria-allowed-role', selector: '*:not(textarea)' }] }

/** @param page opened with `bypassCSP`: the page's own policy lets no other script in @returns a line for each element and fault */
export async function audit(page: Page): Promise<string[]> {
  // What comes in moves; half seen, its contrast is too low.
  await page.waitForFunction(() => {
    const isPassing = ({ effect, playState }: Animation) =>
      playState === 'running' && effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY
    return !document.getAnimations().some(isPassing)
  })
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(
    ({ rules, configured }): Promise<axe.AxeResults> => {
      const { configure, run } = Reflect.get(window, 'axe')
      configure(configured)
      return run(document, { runOnly: rules })
    },
    { rules: RULES, configured: CONFIGURED },
  )
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help}: ${target.join(' ')}`),
  )
}
