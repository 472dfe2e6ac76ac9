// Judges a run by its histories alone: reads the files of a folder, knows nothing of the server or of who broke what.

import { catchUps } from './catch-up.js'
import { withEvidence } from './evidence.js'
import { createFacts, type Facts, gather } from './facts.js'
import { figuresOf } from './figures.js'
import { checkNoLoss } from './i01-no-loss.js'
import { checkNoPhantom } from './i02-no-phantom.js'
import { checkNoDuplicate } from './i03-no-duplicate.js'
import { checkOneOrder } from './i04-one-order.js'
import { checkGapFree } from './i05-gap-free.js'
import { checkSenderOrder } from './i06-sender-order.js'
import { checkReadYourWrites } from './i07-read-your-writes.js'
import { checkHonestResume } from './i08-honest-resume.js'
import { checkPresence } from './i09-presence.js'
import { checkRevoked } from './i10-revoked.js'
import { checkAvailability } from './i11-availability.js'
import { checkProcesses } from './i12-processes.js'
import { type ReadHistory, readHistory } from './read-history.js'
import type { Verdict } from './verdict.js'

export async function checkHistory(dir: string): Promise<Verdict> {
  const facts = createFacts()
  const read = await readHistory(dir, (record, place) => gather(facts, record, place))
  facts.views.end()
  const { faults, showMs } = catchUps(facts)
  const invariants = await withEvidence(dir, [
    checkNoLoss(facts),
    checkNoPhantom(facts),
    checkNoDuplicate(facts),
    checkOneOrder(facts),
    checkGapFree(facts),
    checkSenderOrder(facts),
    checkReadYourWrites(facts),
    checkHonestResume(facts),
    checkPresence(facts),
    checkRevoked(facts),
    checkAvailability(facts, faults),
    checkProcesses(facts),
  ])
  const unusable = whyUnusable(facts, read)
  return {
    run: {
      seed: facts.run?.seed ?? 0,
      profile: facts.run?.profile ?? '',
      server: facts.run?.server ?? 'hubbub',
    },
    isGood: unusable.length === 0 && invariants.every(({ broken }) => broken === 0),
    unusable,
    invariants,
    figures: figuresOf(facts, faults, showMs),
  }
}

const PHASES = ['load', 'quiet', 'final', 'end'] as const

/** A run that was cut short, or in which nothing happened, shows nothing. */
function whyUnusable(facts: Facts, { problems, files }: ReadHistory): string[] {
  return [
    ...(files.length === 0 ? ['There are no histories here.'] : []),
    ...(facts.run === null ? ['No line tells what was under test.'] : []),
    ...PHASES.filter(phase => !facts.phases.has(phase)).map(phase => `The run has no phase “${phase}”.`),
    ...(facts.sends.count === 0 ? ['Nothing was written.'] : []),
    ...(facts.views.counts.shown === 0 ? ['Nothing was shown.'] : []),
    ...problems,
  ]
}
