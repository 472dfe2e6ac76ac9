import type { ChatClient, RoomView } from '@hubbub/client'
import { parseRoomId, parseUserId, type RoomSummary, type User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { begunCommand, suggestCommands } from '../../../apps/web/src/features/commands/begun-command.js'
import { CommandRefused, type Scene } from '../../../apps/web/src/features/commands/command.js'
import { actionText, shrugText } from '../../../apps/web/src/features/commands/message-commands.js'
import { nameAtStart } from '../../../apps/web/src/features/commands/name-at-start.js'
import { checkReading, isMessage, readText } from '../../../apps/web/src/features/commands/read-text.js'
import { runCommand } from '../../../apps/web/src/features/commands/run-command.js'
import { parseText } from '../../../apps/web/src/features/timeline/parse-text.js'

const person = (name: string): User => ({
  userId: parseUserId(`u-${name.toLowerCase().replaceAll(' ', '-')}`),
  name,
})
const ann = person('Ann')
const tom = person('Tom')
const tomJones = person('Tom Jones')

function refusal(text: string, isReply = false, hasFiles = false): string | null {
  try {
    checkReading(readText(text), { isReply, hasFiles })
    return null
  } catch (error) {
    if (error instanceof CommandRefused) return error.message
    throw error
  }
}

test('what is no message goes with no files', () => {
  expect(refusal('/leave', false, true)).toBe('/leave cannot have files. Remove them first.')
  expect(refusal('/me waves', false, true)).toBeNull()
  expect(refusal('hello', false, true)).toBeNull()
})

test('a text is a command only when it begins with one slash', () => {
  expect(readText('hello /me')).toEqual({ kind: 'text', text: 'hello /me' })
  expect(readText(' /me waves')).toEqual({ kind: 'text', text: ' /me waves' })
  expect(readText('//foo /bar')).toEqual({ kind: 'text', text: '/foo /bar' })
  expect(readText('///')).toEqual({ kind: 'text', text: '//' })
  expect(readText('/Me  waves\nand goes ')).toMatchObject({
    command: { name: 'me' },
    rest: 'waves\nand goes',
  })
  expect(readText('/usr/bin/x y')).toEqual({ kind: 'unknown', name: 'usr/bin/x' })
  expect(readText('/')).toEqual({ kind: 'unknown', name: '' })
})

test('what is no command, or cannot be one here, says so', () => {
  expect(refusal('/foo bar')).toBe('There is no command /foo. Begin with // to send it as it is.')
  expect(refusal(`/${'x'.repeat(90)}`)).toBe(
    `There is no command /${'x'.repeat(40)}…. Begin with // to send it as it is.`,
  )
  expect(refusal(`/${'👋🏽'.repeat(90)}`)).toBe(
    `There is no command /${'👋🏽'.repeat(10)}…. Begin with // to send it as it is.`,
  )
  expect(refusal('/constructor')).toContain('There is no command')
  expect(refusal('/leave now')).toBe('Nothing can follow /leave.')
  expect(refusal('/msg Tom', true)).toBe('/msg cannot be a reply. Close the reply first.')
  for (const text of ['/me waves', '/shrug', '//join', 'hello']) expect(refusal(text, true)).toBe(null)
})

test('others hear of typing only while it becomes a message', () => {
  for (const text of ['hello', '/me waves', '//x', '/shrug']) expect(isMessage(text)).toBe(true)
  for (const text of ['', '/', '/joi', '/join x', '/msg Tom a secret']) expect(isMessage(text)).toBe(false)
})

test('an action is emphasised as a whole, or else begins with a star', () => {
  expect(actionText('Ann', 'waves')).toBe('_Ann waves_')
  expect(actionText('Ann', 'reads https://a.example/x')).toBe('_Ann reads https://a.example/x_')
  expect(actionText('ann_1', 'waves')).toBe('* ann_1 waves')
  expect(actionText('Ann', 'likes snake_case')).toBe('* Ann likes snake_case')
  expect(actionText('Ann', 'comes\nand goes')).toBe('* Ann comes\nand goes')
})

test('a shrug keeps its arms, also beside another one and beside emphasis', () => {
  for (const text of [shrugText(''), shrugText(shrugText('who knows'))])
    expect(parseText(text)).toEqual([{ kind: 'paragraph', children: [{ kind: 'text', text }] }])
  expect(parseText(shrugText('_so_'))).toEqual([
    {
      kind: 'paragraph',
      children: [
        { kind: 'emphasis', children: [{ kind: 'text', text: 'so' }] },
        { kind: 'text', text: ' ¯\\_(ツ)_/¯' },
      ],
    },
  ])
})

test('the name before the caret is completed, then the person whom the command is for', () => {
  expect(begunCommand('/', 1)).toMatchObject({ label: 'Commands', start: 0, query: '' })
  expect(begunCommand('/jo and', 3)).toMatchObject({ label: 'Commands', query: 'jo' })
  expect(begunCommand('/msg @To', 8)).toMatchObject({ label: 'People', start: 5, query: 'To' })
  expect(begunCommand('/invite Tom J', 13)).toMatchObject({ label: 'People', start: 8, query: 'Tom J' })
  for (const text of ['//', '/usr/', 'a /j', '/join To', '/msg Tom ', '/msg Tom\nhe']) {
    expect(begunCommand(text, text.length)).toBe(null)
  }
  expect(suggestCommands('M').map(({ name }) => name)).toEqual(['me', 'msg'])
})

test('of several names the longest one is meant, up to the end of a word', () => {
  const people = [tom, tomJones, ann]
  expect(nameAtStart('tom jones hello  you', people)).toEqual({ person: tomJones, after: 'hello  you' })
  expect(nameAtStart('Tom Jon', people)).toEqual({ person: tom, after: 'Jon' })
  expect(nameAtStart('Tommy', people)).toBe(null)
})

const pub = (name: string): RoomSummary => ({
  roomId: parseRoomId(`r-${name.toLowerCase()}`),
  name,
  kind: 'public',
  topic: '',
  memberCount: 1,
  createdAt: 0,
})

/** A page that writes down what it is asked to do. */
function scene(
  part: { partner?: User; isModerator?: boolean; elsewhere?: User[]; open?: RoomSummary[] } = {},
) {
  const acts: string[] = []
  const client: Scene['client'] = {
    getState: () => ({ rooms: new Map() }) as unknown as ReturnType<ChatClient['getState']>,
    findPeople: async query =>
      (part.elsewhere ?? []).filter(({ name }) => name.toLowerCase().startsWith(query.toLowerCase())),
    openDirect: async userId => {
      acts.push(`direct ${userId}`)
      return parseRoomId('direct')
    },
    invite: async (_, userId) => void acts.push(`invite ${userId}`),
    joinRoom: async roomId => void acts.push(`join ${roomId}`),
    setTopic: async (_, topic) => void acts.push(`topic ${topic}`),
    renameRoom: async (_, name) => void acts.push(`name ${name}`),
    setSlowMode: async (_, seconds) => void acts.push(`slow ${seconds}`),
    listRooms: async after => {
      const all = part.open ?? []
      // One on each page.
      const at = after === undefined ? 0 : all.findIndex(({ roomId }) => roomId === after) + 1
      const room = all[at]
      const next = all[at + 1] === undefined ? null : (room?.roomId ?? null)
      return { rooms: [], others: room === undefined ? [] : [room], next } as unknown as Awaited<
        ReturnType<ChatClient['listRooms']>
      >
    },
  }
  const view = {
    room: pub('Here'),
    partner: part.partner ?? null,
    isModerator: part.isModerator ?? false,
  } as unknown as RoomView
  const it: Scene = {
    ...{ client, view, me: ann, people: [ann, tom] },
    openDialog: dialog => void acts.push(`dialog ${dialog}`),
    search: query => void acts.push(`search ${query}`),
  }
  const give = async (text: string) => {
    if (readText(text).kind !== 'command') throw new Error(`${text} is no command`)
    return await runCommand(text, it, {})
  }
  return { acts, give }
}

test('/msg opens the conversation and leaves the text for the writer to send', async () => {
  const { acts, give } = scene({ elsewhere: [tomJones] })
  expect(await give('/msg @tom hi there')).toEqual({ kind: 'go', to: 'direct', draft: 'hi there' })
  expect(await give('/msg Tom Jones hi')).toEqual({ kind: 'go', to: 'direct', draft: 'hi' })
  await give('/msg')
  expect(acts).toEqual([`direct ${tom.userId}`, `direct ${tomJones.userId}`, 'dialog new-message'])
  await expect(give('/msg Zoe hi')).rejects.toThrow('Nobody is called Zoe.')
  await expect(give('/msg Ann')).rejects.toThrow('That is your own name.')
})

test('/invite takes a whole name, and nobody comes into a conversation of two', async () => {
  const { acts, give } = scene({ elsewhere: [tomJones] })
  expect(await give('/invite tom jones')).toEqual({ kind: 'done', says: 'Tom Jones is a member now.' })
  await expect(give('/invite Tom J')).rejects.toThrow('Nobody is called Tom J.')
  await give('/invite')
  expect(acts).toEqual([`invite ${tomJones.userId}`, 'dialog invite'])
  await expect(scene({ partner: tom }).give('/invite Tom')).rejects.toThrow('takes nobody in')
})

test('/join looks through all open rooms; of two with one name it takes neither', async () => {
  const { acts, give } = scene({ open: [pub('One'), pub('Two'), { ...pub('Three'), name: 'one' }] })
  expect(await give('/join #two')).toEqual({ kind: 'go', to: 'r-two', draft: '' })
  await expect(give('/join One')).rejects.toThrow('Several rooms are called One')
  await expect(give('/join Four')).rejects.toThrow('There is no open room called Four.')
  await give('/join')
  expect(acts).toEqual(['join r-two', 'dialog browse-rooms'])
})

test('/topic sets what the room is about; alone it asks, and it writes nothing that stands already', async () => {
  const { give, acts } = scene()
  for (const text of ['/topic Tea at four', '/topic']) await give(text)
  expect(acts).toEqual(['topic Tea at four', 'dialog topic'])
  await expect(give('/topic one\ntwo')).rejects.toThrow('one line')
  await expect(give(`/topic ${'x'.repeat(251)}`)).rejects.toThrow('250 characters')
  await expect(scene({ partner: tom }).give('/topic Tea')).rejects.toThrow('has no topic')
})

test('/rename gives the room another name, for moderators, and alone opens what the menu opens', async () => {
  const { give, acts } = scene({ isModerator: true })
  for (const text of ['/rename Walks and hills', '/rename', '/rename Here']) await give(text)
  expect(acts).toEqual(['name Walks and hills', 'dialog rename'])
  await expect(give(`/rename ${'x'.repeat(33)}`)).rejects.toThrow('32 characters')
  await expect(scene().give('/rename Walks')).rejects.toThrow('Only moderators')
  await expect(scene({ partner: tom }).give('/rename Walks')).rejects.toThrow('has no name')
})

test('/slow sets how often people write, for moderators, and alone opens what the menu opens', async () => {
  const { give, acts } = scene({ isModerator: true })
  for (const text of ['/slow 30', '/slow 5 min', '/slow 1H', '/slow off', '/slow 0', '/slow'])
    await give(text)
  expect(acts).toEqual(['slow 30', 'slow 300', 'slow 3600', 'slow 0', 'slow 0', 'dialog slow-mode'])
  for (const text of ['/slow 4', '/slow 7h', '/slow -5', '/slow soon', '/slow 1.5 h'])
    await expect(give(text)).rejects.toThrow('from 5 s to 6 h')
  await expect(scene().give('/slow 30')).rejects.toThrow('Only moderators')
  await expect(scene({ partner: tom }).give('/slow 30')).rejects.toThrow('has no slow mode')
})

test('/leave, /search and /help open what the buttons open', async () => {
  const { acts, give } = scene()
  for (const text of ['/leave', '/search red fox', '/search', '/help']) await give(text)
  expect(acts).toEqual(['dialog leave-room', 'search red fox', 'search ', 'dialog shortcuts'])
  await expect(scene({ partner: tom }).give('/leave')).rejects.toThrow('as long as both are there')
  await expect(give(`/search ${'x'.repeat(101)}`)).rejects.toThrow('100 characters at most')
})
