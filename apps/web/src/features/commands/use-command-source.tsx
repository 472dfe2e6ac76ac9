import type { ChatClient } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import type { ListOption } from '../../ui/option-list.js'
import type { OptionSource } from '../../ui/use-option-list.js'
import { useTextSource } from '../composer/use-text-source.js'
import { useFoundPeople } from '../direct/use-found-people.js'
import { isSameName } from '../mentions/find-name.js'
import { countPeople, personRow } from '../mentions/mention-source.js'
import { suggestPeople } from '../mentions/suggest-people.js'
import { begunCommand, COMMAND_LIST, PERSON_LIST, suggestCommands } from './begun-command.js'
import { nameAtStart } from './name-at-start.js'

/** Commands, the people they are for, and texts. */
export function useCommandSource(
  client: ChatClient,
  text: string,
  people: readonly User[],
  me: User,
): OptionSource {
  const texts = useTextSource(text)
  const written = begunCommand(text, text.length)
  const asked = written?.label === PERSON_LIST && nameAtStart(written.query, people) === null
  const found = useFoundPeople(client, asked ? written.query : '').people
  return {
    begun: (text, caret) => begunCommand(text, caret) ?? texts.begun(text, caret),
    suggest(begun) {
      if (begun.label === COMMAND_LIST) return commandOptions(begun.query)
      if (begun.label !== PERSON_LIST) return texts.suggest(begun)
      const known = new Set(people.map(({ userId }) => userId))
      const all = [...people, ...found.filter(({ userId }) => !known.has(userId))]
      return suggestPeople(all, begun.query)
        .filter(({ userId }) => userId !== me.userId)
        .map(user => ({
          key: user.userId,
          insert: `${user.name} `,
          shows: personRow(user, me.name),
          isWritten: isSameName(user.name, begun.query),
        }))
    },
    count(begun, count) {
      if (begun.label === COMMAND_LIST) return count === 1 ? '1 command' : `${count} commands`
      return begun.label === PERSON_LIST ? countPeople(count) : texts.count(begun, count)
    },
    basis: written?.label === PERSON_LIST ? found : texts.basis,
  }
}

function commandOptions(query: string): ListOption[] {
  return suggestCommands(query).map(({ name, takes, what }) => ({
    key: name,
    insert: takes === '' ? `/${name}` : `/${name} `,
    isWritten: query.toLowerCase() === name,
    shows: (
      <>
        <span className="command-name">
          /{name} <span>{takes}</span>
        </span>
        <span className="option-what">{what}</span>
      </>
    ),
  }))
}
