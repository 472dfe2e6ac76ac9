import { parseUserId, type RoomModerator } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { isAppointed, mayAppoint, mayRestrict } from '../../../apps/web/src/features/moderation/powers.js'

const id = parseUserId
const moderators: RoomModerator[] = [
  { userId: id('maker'), name: 'Maker', maker: true },
  { userId: id('appointed'), name: 'Appointed' },
  { userId: id('other'), name: 'Other' },
]
const people = ['maker', 'other', 'member'].map(id)

test('[R1] to mute or remove somebody is offered to whom the server lets do it', () => {
  const offered = (me: string, isModerator = true) =>
    people.map(person => mayRestrict({ isModerator, moderators }, person, id(me)))
  expect(offered('operator')).toEqual([true, true, true])
  expect(offered('appointed')).toEqual([false, false, true])
  expect(offered('maker').slice(1)).toEqual([true, true])
  expect(offered('member', false)).toEqual([false, false, false])
})

test('[R9] to make somebody a moderator, or to take that back, is offered to moderators, but not of who made the room', () => {
  const offered = (isModerator: boolean) =>
    people.map(person => mayAppoint({ isModerator, moderators }, person))
  expect(offered(true)).toEqual([false, true, true])
  expect(offered(false)).toEqual([false, false, false])
  expect(people.map(person => isAppointed({ isModerator: false, moderators }, person))).toEqual([
    false,
    true,
    false,
  ])
})
