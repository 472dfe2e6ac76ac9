import { expect, test } from 'vitest'
import { type LoadOptions, parseArguments } from '../../load/arguments.js'
import { CannotRun } from '../../load/cannot-run.js'
import { mustBeMeant } from '../../load/target.js'

const URL = 'http://127.0.0.1:3000'

function options(...args: string[]): LoadOptions {
  const parsed = parseArguments(['--url', URL, ...args])
  if (parsed === 'help') throw new Error('help was not asked for')
  return parsed
}

function faultOf(...args: string[]): string {
  try {
    options(...args)
  } catch (error) {
    if (error instanceof CannotRun) return error.message
    throw error
  }
  return 'no fault'
}

test('without flags the test is small enough for any server', () => {
  expect(options()).toMatchObject({
    scenario: 'teams',
    clients: 50,
    accounts: 50,
    rooms: 5,
    rate: 20,
    durationMs: 30_000,
    thresholds: { p99Ms: null, lost: 0, maxErrors: 0 },
  })
})

test('all flags are understood, durations in any unit', () => {
  const args =
    '--clients 2000 --rooms 50 --rate 200 --duration 5m --ramp 10 --settle 2s --accounts 300 --size 200 --p99 200ms --lost 3 --max-errors 4 --generators 3 --forwarded --yes --out here --accounts-file kept.json --metrics http://127.0.0.1:4000/metrics --metrics http://127.0.0.1:4001/metrics --source 127.0.1.0/29'
  expect(options(...args.split(' '))).toEqual({
    url: URL,
    scenario: 'teams',
    clients: 2_000,
    accounts: 300,
    rooms: 50,
    rate: 200,
    rampMs: 10_000,
    durationMs: 300_000,
    settleMs: 2_000,
    textBytes: 200,
    generators: 3,
    sources: ['127.0.1.1', '127.0.1.2', '127.0.1.3', '127.0.1.4', '127.0.1.5', '127.0.1.6'],
    isForwarded: true,
    metrics: ['http://127.0.0.1:4000/metrics', 'http://127.0.0.1:4001/metrics'],
    accountsFile: 'kept.json',
    out: 'here',
    isConfirmed: true,
    thresholds: { p99Ms: 200, lost: 3, maxErrors: 4 },
  })
})

test('a lobby is one room, and whoever is idle sends nothing', () => {
  expect(options('--scenario', 'lobby', '--clients', '200').rooms).toBe(1)
  expect(options('--scenario', 'idle').rate).toBe(0)
})

test.each([
  [['--rate', 'fast'], '--rate must be a whole number from 0 to 1000000, not "fast"'],
  [['--clients', '0'], '--clients must be a whole number from 1 to 100000, not "0"'],
  [
    ['--duration', 'soon'],
    '--duration must be a duration of at least 1s such as 60, 60s, 5m or 200ms, not "soon"',
  ],
  [['--scenario', 'riot'], '--scenario must be teams, lobby, storm, idle, not "riot"'],
  [
    ['--source', '10.0.0.0/33'],
    '--source must be an address or a range such as 127.0.0.0/24, not "10.0.0.0/33"',
  ],
  [['--scenario', 'lobby', '--rooms', '2'], '--scenario lobby has one room'],
  [['--scenario', 'idle', '--rate', '5'], '--scenario idle sends nothing: leave --rate out'],
  [['--accounts', '60'], '--accounts must not be more than --clients'],
  [['--accounts', '1', '--rooms', '100'], '--rooms must leave each account at most 99 rooms'],
  [['--url', `${URL}/chat`], `--url must not have a path: the chat is at ${URL}`],
  [['--speed', '3'], "Unknown option '--speed'"],
  [['extra'], "Unexpected argument 'extra'"],
])('%j is refused with a line that says what is wrong', (args, line) => {
  const fault = faultOf(...args)
  expect(fault.startsWith(line)).toBe(true)
  expect(fault).not.toContain('\n')
})

test('all faults are told at once', () => {
  expect(faultOf('--rate', 'x', '--ramp', 'y', '--lost', 'z').split('; ')).toHaveLength(3)
})

test('a test without an address says how one looks', () => {
  expect(() => parseArguments([])).toThrow('--url is needed, such as http://127.0.0.1:3000')
})

test('nobody floods a server by accident', () => {
  const meant =
    (given: LoadOptions, ...addresses: string[]) =>
    () =>
      mustBeMeant(given, addresses)
  expect(
    meant(options('--clients', '500', '--rate', '500'), '127.0.0.1', '10.1.2.3', '::1', 'fd00::1'),
  ).not.toThrow()
  expect(meant(options('--clients', '501'), '127.0.0.1')).toThrow('needs --yes: 501 clients')
  expect(meant(options('--rate', '501'), '127.0.0.1')).toThrow('needs --yes: 501 messages a second')
  expect(meant(options(), '127.0.0.1', '93.184.216.34')).toThrow(
    'needs --yes: http://127.0.0.1:3000 is not on',
  )
  expect(meant(options('--yes', '--clients', '9000'), '93.184.216.34')).not.toThrow()
})
