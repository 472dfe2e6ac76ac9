// What deploy/kubernetes says, held against Kubernetes' own schemas, against itself and against the settings we have.

import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { BadSettings, loadConfig } from '../../apps/server/src/config.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'deploy/kubernetes')

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const files = readdirSync(folder).filter(name => name.endsWith('.yaml'))
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const manifests = files
  .filter(name => name !== 'kustomization.yaml')
  .map(name => ({ name, manifest: parse(read(name)) as Json }))

/** What lies at a path like `spec.ports.0.name`. @throws Error when nothing does */
function at(value: Json, path: string): Json {
  let found: Json | undefined = value
  for (const key of path.split('.')) {
    found = found !== null && typeof found === 'object' ? Reflect.get(found, key) : undefined
    if (found === undefined) throw new Error(`there is no ${path}: nothing at ${key}`)
  }
  return found
}

function list(value: Json, path: string): Json[] {
  const found = at(value, path)
  if (!Array.isArray(found)) throw new Error(`${path} is no list`)
  return found
}

function text(value: Json, path: string): string {
  const found = at(value, path)
  if (typeof found !== 'string') throw new Error(`${path} is no text`)
  return found
}

function manifest(kind: string): Json {
  const found = manifests.find(one => text(one.manifest, 'kind') === kind)
  if (found === undefined) throw new Error(`there is no ${kind}`)
  return found.manifest
}

const pod = () => at(manifest('Deployment'), 'spec.template')
const container = () => at(pod(), 'spec.containers.0')

function kubernetesModels(): string {
  const path = process.env.HUBBUB_KUBERNETES_MODELS
  if (!path) throw new Error('HUBBUB_KUBERNETES_MODELS must name the package; npm test fetches it')
  return path
}

test('every manifest is what the schema of its kind asks for', async () => {
  expect(manifests.length).toBeGreaterThan(7)
  for (const { name, manifest } of manifests) {
    const schemas = await import(
      join(kubernetesModels(), text(manifest, 'apiVersion'), `${text(manifest, 'kind')}.js`)
    )
    const Model = schemas[text(manifest, 'kind')]
    expect(() => new Model(manifest).validate(), name).not.toThrow()
  }
})

test('no manifest has a field that Kubernetes does not know', async () => {
  // The schemas let unknown fields pass, which the API server refuses; the types made of them let none pass.
  const lines = manifests.flatMap(({ manifest }, n) => {
    const kind = text(manifest, 'kind')
    const from = join(kubernetesModels(), text(manifest, 'apiVersion'), `${kind}.js`)
    return [
      `import type { I${kind} as Kind${n} } from '${from}'`,
      `export const manifest${n}: Kind${n} = ${JSON.stringify(manifest)}`,
    ]
  })
  expect(await typeErrors(lines)).toBe('')
  const [first = '', second = ''] = lines
  expect(await typeErrors([first, second.replace('"metadata"', '"metadatas"')])).toContain('metadatas')
})

async function typeErrors(lines: readonly string[]): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'hubbub-manifests-'))
  try {
    const file = join(dir, 'manifests.mts')
    writeFileSync(file, lines.join('\n'))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '']
    return await promisify(execFile)(process.execPath, [tsc, ...options, file], { cwd: dir }).then(
      () => '',
      ({ stdout }) => stdout,
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
}

test('the manifests mean the same to every reader of YAML', () => {
  for (const name of files) {
    const newer = parse(read(name), { version: '1.2', strict: true, uniqueKeys: true })
    expect(parse(read(name), { version: '1.1' }), name).toEqual(newer)
  }
})

test('the kustomization holds every manifest but the example of the secret, and names the image', () => {
  const kustomization = parse(read('kustomization.yaml')) as Json
  const others = files.filter(name => name !== 'kustomization.yaml' && name !== 'secret.example.yaml')
  expect(list(kustomization, 'resources').toSorted()).toEqual(others)
  expect(list(kustomization, 'images').map(image => text(image, 'name'))).toEqual([
    text(container(), 'image'),
  ])
  expect(at(manifest('Namespace'), 'metadata.name')).toBe(at(kustomization, 'namespace'))
})

test('whatever selects the pods selects them by labels they have', () => {
  const labels = at(pod(), 'metadata.labels')
  const selectors = [
    at(manifest('Deployment'), 'spec.selector.matchLabels'),
    at(manifest('Service'), 'spec.selector'),
    at(manifest('PodDisruptionBudget'), 'spec.selector.matchLabels'),
    at(manifest('NetworkPolicy'), 'spec.podSelector.matchLabels'),
    ...list(pod(), 'spec.topologySpreadConstraints').map(one => at(one, 'labelSelector.matchLabels')),
  ]
  for (const selector of selectors) expect(labels).toMatchObject(Object(selector))
})

test('every port, secret, volume and settings map that is named somewhere exists', () => {
  const ports = list(container(), 'ports').map(port => text(port, 'name'))
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    expect(ports).toContain(text(container(), `${probe}.httpGet.port`))
  }
  for (const port of list(manifest('Service'), 'spec.ports'))
    expect(ports).toContain(text(port, 'targetPort'))
  for (const rule of list(manifest('NetworkPolicy'), 'spec.ingress')) {
    for (const port of list(rule, 'ports')) expect(ports).toContain(text(port, 'port'))
  }

  const backend = at(manifest('Ingress'), 'spec.rules.0.http.paths.0.backend.service')
  expect(text(backend, 'name')).toBe(at(manifest('Service'), 'metadata.name'))
  expect(list(manifest('Service'), 'spec.ports').map(port => text(port, 'name'))).toContain(
    text(backend, 'port.name'),
  )
  expect(at(manifest('HorizontalPodAutoscaler'), 'spec.scaleTargetRef')).toEqual({
    apiVersion: at(manifest('Deployment'), 'apiVersion'),
    kind: 'Deployment',
    name: at(manifest('Deployment'), 'metadata.name'),
  })

  const volumes = list(pod(), 'spec.volumes')
  expect(list(container(), 'volumeMounts').map(mount => text(mount, 'name'))).toEqual(
    volumes.map(volume => text(volume, 'name')),
  )
  expect(text(volumes[0] ?? null, 'secret.secretName')).toBe(at(manifest('Secret'), 'metadata.name'))
  expect(at(container(), 'envFrom.0.configMapRef.name')).toBe(at(manifest('ConfigMap'), 'metadata.name'))
})

test('the settings of a pod are settings that the server has, with values that it accepts', () => {
  const given = settingsOfPod()
  const known = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^\| `([A-Z_0-9]+)`/gm)].map(
    ([, name]) => name,
  )
  const named = Object.keys(given).filter(name => name !== 'NODE_ENV')
  expect(named.filter(name => !known.includes(name.replace(/_FILE$/, '')))).toEqual([])

  const config = loadConfig(withSecretsFrom(manifest('Secret'), given))
  expect(config.internal).toEqual({ host: '0.0.0.0', port: at(container(), 'ports.1.containerPort') })
  expect(config.port).toBe(at(container(), 'ports.0.containerPort'))
  expect(at(pod(), 'metadata.annotations')).toMatchObject({
    'prometheus.io/port': String(config.internal?.port),
  })
  expect(config.publicUrl).toBe(`https://${text(manifest('Ingress'), 'spec.rules.0.host')}`)
  expect(() => loadConfig({ ...given, NODE_ID: `${given.NODE_ID}-too-long-for-it` })).toThrow(BadSettings)
})

/** As the kubelet makes them: the settings map, then the values of the pod's own. */
function settingsOfPod(): Record<string, string> {
  const settings: Record<string, string> = {}
  const map = at(manifest('ConfigMap'), 'data')
  for (const [name, value] of Object.entries(map ?? {})) settings[name] = String(value)
  for (const one of list(container(), 'env')) {
    settings[text(one, 'name')] =
      'value' in Object(one) ? text(one, 'value') : fromField(at(one, 'valueFrom'))
  }
  return settings
}

function fromField(source: Json): string {
  const resource = Reflect.get(Object(source), 'resourceFieldRef')
  if (resource !== undefined) return text(container(), `resources.${text(resource, 'resource')}`)
  expect(source).toEqual({ fieldRef: { fieldPath: 'metadata.name' } })
  // The longest that a Deployment gives: ten characters for the version and five for the pod.
  return `${text(manifest('Deployment'), 'metadata.name')}-7d9c6b5f4d-x2x4z`
}

function withSecretsFrom(secret: Json, settings: Record<string, string>): Record<string, string> {
  const mountPath = text(container(), 'volumeMounts.0.mountPath')
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (!name.endsWith('_FILE')) return [name, value]
      expect(value.startsWith(`${mountPath}/`)).toBe(true)
      return [name.replace(/_FILE$/, ''), text(secret, `stringData.${value.slice(mountPath.length + 1)}`)]
    }),
  )
}

test('a node that is told to go has the time it needs, and another one is there before', () => {
  const grace = Number(at(pod(), 'spec.terminationGracePeriodSeconds'))
  const [, pause] = list(container(), 'lifecycle.preStop.exec.command')
  expect(grace - Number(pause)).toBeGreaterThanOrEqual(30)
  expect(at(manifest('Deployment'), 'spec.strategy.rollingUpdate')).toEqual({
    maxUnavailable: 0,
    maxSurge: 1,
  })
  const least = Number(at(manifest('HorizontalPodAutoscaler'), 'spec.minReplicas'))
  expect(least).toBeGreaterThan(Number(at(manifest('PodDisruptionBudget'), 'spec.maxUnavailable')))
  expect(Object.keys(Object(at(manifest('Deployment'), 'spec')))).not.toContain('replicas')
})
