// @ts-check
// Imported first by every script, so that an old Node gets one clear line instead of a stack trace. Plain old syntax.

const oldestMajor = 20
const oldestMinor = 19
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  console.error(
    `Hubbub needs Node ${oldestMajor}.${oldestMinor} or newer; this is ${process.version} (${process.execPath}).`,
  )
  process.exit(1)
}
