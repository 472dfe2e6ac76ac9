import { foldText, type User } from '@hubbub/shared'
import type { OptionSource } from '../../ui/use-option-list.js'
import { countPeople, personRow } from '../mentions/mention-source.js'
import { suggestPeople } from '../mentions/suggest-people.js'

const BEGUN = /(?<!\S)from:(?:["“”„](?<quoted>[^"“”„]*)|@?(?<bare>[^\s"“”„]*))$/iu

/** The people whom a `from:` that is being written may mean. */
export function createFromSource(people: readonly User[], me: User): OptionSource {
  return {
    begun(text, caret) {
      const found = BEGUN.exec(text.slice(0, caret))
      const query = found?.groups?.quoted ?? found?.groups?.bare
      return found && query !== undefined ? { label: 'People', start: found.index, query } : null
    },
    suggest: ({ query }) =>
      suggestPeople(people, query).map(user => ({
        key: user.userId,
        insert: `${fromFilter(user.name)} `,
        shows: personRow(user, me.name),
        // It is looked for already.
        isWritten: foldText(user.name) === foldText(query),
      })),
    count: (_, count) => countPeople(count),
    basis: people,
  }
}

/** Somebody may be called Me. */
function fromFilter(name: string): string {
  return /\s|^me$/i.test(name) ? `from:"${name}"` : `from:${name}`
}
