// What somebody who makes and moderates rooms does in the page.

import type { Locator, Page } from 'playwright-core'
import type { ChatPage } from './chat-page.js'
import { someName } from './wire-client.js'

/** A room that this person makes. @returns its name */
export async function createRoom({ page }: ChatPage): Promise<string> {
  const name = someName('room')
  await page.getByRole('button', { name: 'Create room' }).click()
  await page.getByRole('dialog').getByLabel('Room name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Create room' }).click()
  await page.getByRole('main').getByRole('heading', { level: 1, name }).waitFor()
  return name
}

/** The rows of those who are here, above the line that begins with how many are not. */
export function peopleHere(page: Page): Locator {
  return page.locator('.members-row:not(.members-absent ~ *)')
}

export function peopleAbsent(page: Page): Locator {
  return page.locator('.members-absent ~ .members-row')
}

/** An item in the menu of a person among the members. */
export async function choose(page: Page, person: string, item: RegExp): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${person}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
