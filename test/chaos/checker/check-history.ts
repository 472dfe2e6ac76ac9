// Judges a run by its histories alone: reads the files of a folder, knows nothing of the server or of who broke what.

import type { PhaseRecord } from '../history.js'
import { catchUps } from './catch-up.js'
import { withEvidence } from './evidence.js'
import { createFacts, type Facts, gather } from './facts.js'
import { figuresOf } from './figures.js'
import type { Judgement } from './finding.js'
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
import { checkDeleted } from './i13-deleted.js'
import { checkSameTexts } from './i14-same-texts.js'
import { checkSameStanding } from './i15-same-standing.js'
import { checkRestricted } from './i16-restricted.js'
import { type ReadHistory, readHistory } from './read-history.js'
import { checkTextbook } from './textbook-invariants.js'
import type { Verdict } from './verdict.js'

export async function checkHistory(dir: string): Promise<Verdict> {
  const facts = createFacts()
  const read = await readHistory(dir, (record, place) => gather(facts, record, place))
  facts.views.end()
  const { faults, showMs } = catchUps(facts)
  const isTextbook = facts.run?.server === 'textbook'
  const invariants = await withEvidence(dir, [
    ...(isTextbook ? checkTextbook(facts) : checkDelivery(facts)),
    checkPresence(facts),
    checkRevoked(facts),
    checkAvailability(facts, faults),
    checkProcesses(facts),
    checkDeleted(facts),
    checkSameTexts(facts),
    checkSameStanding(facts),
    checkRestricted(facts),
  ])
  const unusable = whyUnusable(facts, read)
  return {
    run: facts.run ?? { seed: 0, profile: 'unknown', server: 'hubbub' },
    isGood: unusable.length === 0 && invariants.every(({ broken }) => broken === 0),
    unusable,
    invariants,
    figures: figuresOf(facts, faults, showMs),
  }
}

function checkDelivery(facts: Facts): Judgement[] {
  return [
    checkNoLoss(facts),
    checkNoPhantom(facts),
    checkNoDuplicate(facts),
    checkOneOrder(facts),
    checkGapFree(facts),
    checkSenderOrder(facts),
    checkReadYourWrites(facts),
    checkHonestResume(facts),
  ]
}

/** Without a log there is nothing to read afresh. */
function phasesOf({ run }: Facts): PhaseRecord['phase'][] {
  return run?.server === 'textbook' ? ['load', 'quiet', 'end'] : ['load', 'quiet', 'final', 'end']
}

/** A run that was cut short, or in which nothing happened, shows nothing. */
function whyUnusable(facts: Facts, { problems, files }: ReadHistory): string[] {
  return [
    ...(files.length === 0 ? ['There are no histories here.'] : []),
    ...(facts.run === null ? ['No line tells what was under test.'] : []),
    ...phasesOf(facts)
      .filter(phase => !facts.phases.has(phase))
      .map(phase => `The run has no phase “${phase}”.`),
    ...(facts.sends.count === 0 ? ['Nothing was written.'] : []),
    ...(facts.views.counts.shown + facts.textbook.count === 0 ? ['Nothing was shown.'] : []),
    ...problems,
  ]
}
