// @ts-check

/** A reason to stop that the person at the terminal can act on: shown without a stack trace. */
export class Stop extends Error {}

/** @param {string} line what is being done, for the person at the terminal */
export function say(line) {
  console.log(`- ${line}`)
}

/**
 * Runs a script's steps; a failure ends the process with one clear line and exit code 1.
 *
 * @param {() => Promise<void>} steps
 */
export async function runSteps(steps) {
  try {
    await steps()
  } catch (error) {
    // A Stop explains itself; anything else is a mistake of ours, and its origin is worth seeing.
    console.error(error instanceof Stop ? `Stopped: ${error.message}` : error)
    process.exit(1)
  }
}
