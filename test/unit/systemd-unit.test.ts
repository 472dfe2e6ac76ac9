import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { PRIMARY_TIMES } from '../../apps/server/src/cluster/primary.js'
import { loadConfig } from '../../apps/server/src/config.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const unit = readFileSync(join(root, 'deploy/systemd/hubbub.service'), 'utf8')
const settingsFile = readFileSync(join(root, 'deploy/systemd/hubbub.env'), 'utf8')

/** The first version that knows all directives of the unit, and can judge a unit without running it. */
const OLDEST_SYSTEMD = 250

const lines = unit.split('\n').filter(line => line !== '' && !line.startsWith('#'))
const valuesOf = (name: string) =>
  lines.filter(line => line.startsWith(`${name}=`)).map(line => line.slice(name.length + 1))
const seconds = (name: string) => Number(valuesOf(name)[0])

test('the systemd unit is well-formed, and runs a file that the build makes', () => {
  const sections = lines.filter(line => line.startsWith('['))
  expect(sections).toEqual(['[Unit]', '[Service]', '[Install]'])
  expect(
    lines.filter(line => !/^(\[\w+\]|[A-Z]\w+=.*\S|CapabilityBoundingSet=|AmbientCapabilities=)$/.test(line)),
  ).toEqual([])
  const [program = ''] = valuesOf('ExecStart')
  expect(program).toBe('/usr/bin/node /opt/hubbub/apps/server/dist/main.js')
  expect(existsSync(join(root, 'apps/server/src/main.ts'))).toBe(true)
})

test('the systemd unit lets the node start and stop in its own time, and tells only the primary', () => {
  expect(seconds('TimeoutStopSec') * 1_000).toBeGreaterThan(PRIMARY_TIMES.stopWithinMs + 20_000)
  expect(seconds('TimeoutStartSec') * 1_000).toBeGreaterThan(PRIMARY_TIMES.startWithinMs)
  expect(valuesOf('KillMode')).toEqual(['mixed'])
  expect(valuesOf('ExecReload')).toEqual(['/bin/kill -HUP $MAINPID'])
})

test('what the systemd unit sets are settings of the server, and it starts with them in production', () => {
  const inUnit = valuesOf('Environment').flatMap(value => value.split(' '))
  const examples = settingsFile.split('\n').map(line => line.replace(/^# (?=[A-Z_]+=)/, ''))
  const set = [...inUnit, ...examples.filter(line => /^[A-Z_]+=/.test(line))]
  const given = Object.fromEntries(set.map(line => line.split(/=(.*)/s).slice(0, 2)))

  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const known = [...readme.matchAll(/^\| `([A-Z_0-9]+)`/gm)].map(([, name]) => name)
  const names = Object.keys(given).filter(name => name !== 'NODE_ENV')
  expect(names.filter(name => !known.includes(name.replace(/_FILE$/, '')))).toEqual([])

  expect(given.SESSION_SECRET_FILE).toBe(`%d/${valuesOf('LoadCredential')[0]?.split(':')[0]}`)
  const { SESSION_SECRET_FILE: _, ...others } = given
  const config = loadConfig({
    ...others,
    SESSION_SECRET: 'x'.repeat(32),
    NOTIFY_SOCKET: '/run/systemd/notify',
  })
  expect(config).toMatchObject({ production: true, isAwaitedBySystemd: true })
})

test('systemd itself finds nothing wrong with the unit, and little that it could still be kept from', () => {
  const version = /systemd (\d+)/.exec(run(['--version']).output)
  // Everything above is checked everywhere; this where there is a systemd to ask.
  if (Number(version?.[1] ?? 0) < OLDEST_SYSTEMD) return
  const dir = mkdtempSync(join(tmpdir(), 'hubbub-systemd-'))
  try {
    const file = join(dir, 'hubbub.service')
    // Node may lie elsewhere on this machine, which would be all that it complains about.
    writeFileSync(file, unit.replace(/^(Exec\w+=)\S+/gm, `$1${process.execPath}`))
    expect(run(['verify', '--man=no', file])).toEqual({ code: 0, output: '' })
    // From 0, nothing allowed, to 10; most services have more than 9. In tenths.
    expect(run(['security', '--offline=yes', '--threshold=20', '--no-pager', file]).code).toBe(0)
  } finally {
    rmSync(dir, { recursive: true })
  }
})

function run(args: readonly string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  return { code: status, output: `${stdout ?? ''}${stderr ?? ''}` }
}
