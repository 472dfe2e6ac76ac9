// Reads single settings and collects what is wrong with them, so that all of it can be told at once. Leaf of config.ts.

import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

export interface SettingsReader {
  /** What is wrong so far, one line each. */
  readonly faults: readonly string[]
  fault(line: string): void
  /** The setting, or the content of the file that `<name>_FILE` names; undefined when there is neither. */
  text(name: string): string | undefined
  /** Items between commas. */
  list(name: string): string[]
  wholeNumber(name: string, byDefault: number, from: number, to: number, orElse?: string): number
  oneOf<Choice extends string>(name: string, choices: readonly Choice[], byDefault: Choice): Choice
  matching(name: string, pattern: RegExp, meaning: string, byDefault: string): string
  origin(name: string, given: string): string
  /** Its whole path. That there is none yet is no fault. */
  folder(name: string, given: string): string
}

export function createSettingsReader(environment: Environment): SettingsReader {
  const faults: string[] = []
  const fault = (line: string) => void faults.push(line)
  return { faults, fault, text, list, wholeNumber, oneOf, matching, origin, folder }

  function text(name: string): string | undefined {
    const file = environment[`${name}_FILE`]
    if (file === undefined || file === '') return environment[name] || undefined
    if (environment[name]) fault(`${name} and ${name}_FILE are both set; keep one of them`)
    try {
      return readFileSync(file, 'utf8').trim() || undefined
    } catch (error) {
      fault(`${name}_FILE: cannot read ${file} (${error instanceof Error ? error.message : String(error)})`)
      return undefined
    }
  }

  function wholeNumber(name: string, byDefault: number, from: number, to: number, orElse = ''): number {
    const given = text(name)
    if (given === undefined) return byDefault
    const value = /^\d+$/.test(given) ? Number(given) : Number.NaN
    if (value >= from && value <= to) return value
    fault(`${name} must be a whole number from ${from} to ${to}${orElse}, not "${given}"`)
    return byDefault
  }

  function oneOf<Choice extends string>(name: string, choices: readonly Choice[], byDefault: Choice): Choice {
    const given = text(name)
    if (given === undefined) return byDefault
    const choice = choices.find(known => known === given)
    if (choice === undefined) fault(`${name} must be one of ${choices.join(', ')}, not "${given}"`)
    return choice ?? byDefault
  }

  function origin(name: string, given: string): string {
    const url = URL.canParse(given) ? new URL(given) : null
    // To the parser `*` is a host like any other.
    const isWhole = url?.origin === given.replace(/\/$/, '') && !given.includes('*')
    if (url && isWhole && /^https?:$/.test(url.protocol)) return url.origin
    fault(`${name} must be an origin like https://chat.example.com, not "${given}"`)
    return ''
  }

  function folder(name: string, given: string): string {
    const path = resolve(given)
    try {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true) return path
      fault(`${name} must be a folder, and is none: ${path}`)
    } catch (error) {
      fault(`${name}: cannot look at ${path} (${error instanceof Error ? error.message : String(error)})`)
    }
    return path
  }

  function matching(name: string, pattern: RegExp, meaning: string, byDefault: string): string {
    const given = text(name) ?? byDefault
    if (!pattern.test(given)) fault(`${name} must be ${meaning}, not "${given}"`)
    return given
  }

  function list(name: string): string[] {
    const items = text(name)?.split(',') ?? []
    return items.map(item => item.trim()).filter(Boolean)
  }
}
