import type { Check } from './check';
import { credentialsCheck, identityCheck } from './credentialChecks';
import { listingCheck, modelCheck, streamingCheck } from './modelChecks';
import { dnsCheck, proxyCheck } from './networkChecks';
import { clockCheck, reachableCheck } from './reachChecks';
import { quotasCheck } from './quotasCheck';
import { regionCheck } from './regionCheck';
import type { DiagnosisRun } from './diagnosisRun';
import { settingsCheck } from './settingsCheck';
import { storageCheck } from './storageCheck';
import { tlsCheck } from './tlsCheck';

/** Everything that has to be right for a question to be answered, in the order in which it is told. */
export function allChecks(run: DiagnosisRun): readonly Check[] {
  const { quotas } = run.subject;
  return [
    settingsCheck(run),
    credentialsCheck(run),
    identityCheck(run),
    regionCheck(run),
    dnsCheck(run),
    proxyCheck(run),
    tlsCheck(run),
    reachableCheck(run),
    listingCheck(run),
    ...(quotas === undefined ? [] : [quotasCheck(run, quotas)]),
    modelCheck(run),
    streamingCheck(run),
    clockCheck(run),
    storageCheck(run),
  ];
}
