import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readSources } from '../support/source-files.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found)

test('README, .env.example and config.ts know the same settings', () => {
  const config = ['config.ts', 'open-id-setting.ts'].map(name => read(`apps/server/src/${name}`)).join('\n')
  // Told by a primary to its workers, not set by a person.
  const inCode = all(config, /\b(?:text|list|wholeNumber|oneOf(?:<\w+>)?|matching)\(\s*'([A-Z_0-9]+)'/g)
  const settings = [...new Set(inCode)].filter(name => name !== 'HUBBUB_RUN_ID').sort()

  expect(settings.length).toBeGreaterThan(10)
  expect(all(read('README.md'), /^\| `([A-Z_0-9]+)`/gm).sort()).toEqual(settings)
  expect(all(read('.env.example'), /^# ([A-Z_0-9]+)=/gm).sort()).toEqual(settings)
})

test('every link and file name in the docs leads to a file', () => {
  const docs = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'packages/shared/PROTOCOL.md']
  const pages = [...docs, ...readSources(['docs'], ['.md']).map(({ path }) => path)]
  const missing = pages.flatMap(page => {
    const text = read(page)
    const links = all(text, /\]\((?!https?:)([^)#\s]+)/g).map(link => join(dirname(page), link))
    const pictures = all(text, /(?:src|srcset)="(?!https?:)([^"]+)"/g).map(link => join(dirname(page), link))
    // A name in code stands for a path from the root, or from where most of the code is.
    const names = all(text, /`([\w./-]+\/[\w.-]+\.(?:ts|tsx|lua|mjs|md))`/g)
    const known = ['', 'apps/server/src/', 'packages/shared/', 'packages/client/']
    return [
      ...[...links, ...pictures].filter(path => !existsSync(join(root, path))),
      ...names.filter(name => !known.some(base => existsSync(join(root, base, name)))),
    ].map(name => `${page}: ${name}`)
  })
  expect(missing).toEqual([])
})

test('the tree in ARCHITECTURE.md names every source file of server, contract and client', () => {
  const [, tree = ''] = /## Tree\n\n```\n([\s\S]*?)```/.exec(read('docs/ARCHITECTURE.md')) ?? []
  const named: string[] = []
  const folders: string[] = []
  for (const line of tree.split('\n')) {
    const [, indent = '', name = ''] = /^( *)(\S+)/.exec(line) ?? []
    folders.length = indent.length / 2
    if (name.endsWith('/')) folders.push(name)
    else named.push([...folders, name].join(''))
  }

  const folderNames = ['apps/server/src', 'packages/shared/src', 'packages/client/src']
  const sources = readSources(folderNames, ['.ts', '.lua']).map(({ path }) => path)
  const inTree = named.filter(
    path => folderNames.some(folder => path.startsWith(`${folder}/`)) && path.includes('.'),
  )
  expect(inTree.sort()).toEqual(sources)
})
