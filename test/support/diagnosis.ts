import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { pricer } from '../../src/core/spending/pricer';
import type { BedrockEvent } from '../../src/core/bedrock/observer';
import { CredentialSource } from '../../src/core/aws/credentials/credentialSource';
import { effectiveRegion } from '../../src/core/aws/credentials/region';
import type { StoredCredentials } from '../../src/core/aws/credentials/storedCredentials';
import { allChecks } from '../../src/core/doctor/checks';
import { diagnose } from '../../src/core/doctor/doctor';
import type { ProxySettings } from '../../src/core/doctor/proxyRules';
import { DiagnosisRun } from '../../src/core/doctor/diagnosisRun';
import type { DiagnosedSettings, Subject } from '../../src/core/doctor/subject';
import { Redactor } from '../../src/core/logging/redaction';
import type { CheckId, CheckResult } from '../../src/protocol/doctor';
import type { BedrockEmulator } from './emulators/bedrock';
import { MemorySecretStore } from './fakes/memorySecretStore';
import { unprivileged } from './unprivileged';

/** How a patient differs from one with nothing wrong. */
export interface Patient {
  readonly settings?: Partial<DiagnosedSettings>;
  readonly region?: string;
  readonly stored?: StoredCredentials;
  readonly proxy?: Partial<ProxySettings>;
  readonly consents?: boolean;
  readonly storage?: Subject['storage'];
  /** The check that is made as a user who is not root. */
  readonly unprivilegedCheck?: CheckId;
  readonly more?: Partial<Subject>;
  readonly signal?: AbortSignal;
}

/** The findings of a run. */
export interface Diagnosis {
  readonly results: readonly CheckResult[];
  readonly events: readonly BedrockEvent[];
  readonly redactor: Redactor;
  of(id: CheckId): CheckResult;
  /** The ids of the failed checks. */
  readonly failed: readonly CheckId[];
}

const model = 'anthropic.claude-3-haiku-20240307-v1:0';

/** Runs all checks as the command does: real parts, on an emulator, signed in with its keys unless told otherwise. */
export async function examine(emulator: BedrockEmulator, patient: Patient = {}): Promise<Diagnosis> {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  const settings: DiagnosedSettings = {
    source: 'auto',
    profile: '',
    endpoint: emulator.url,
    controlEndpoint: emulator.url,
    mantleEndpoint: emulator.url,
    stsEndpoint: emulator.url,
    model,
    ...patient.settings,
  };
  const redactor = new Redactor();
  const stored: StoredCredentials = patient.stored ?? { kind: 'keys', ...emulator.credentials };
  const source = new CredentialSource({
    secrets: new MemorySecretStore(settings.source === 'profile' ? undefined : stored),
    settings: () => settings,
    onSecret: (value) => redactor.addSecret(value),
    redact: (text) => redactor.redact(text),
  });
  const events: BedrockEvent[] = [];
  const run = new DiagnosisRun({
    settings,
    ignoredSettings: [],
    proxy: { proxy: '', noProxy: [], support: 'override', env: {}, ...patient.proxy },
    credentials: () => source.resolve(),
    region: () => effectiveRegion({ region: patient.region ?? 'us-east-1', profile: settings.profile }),
    storage: patient.storage ?? [{ what: 'log', folder: join(folder, 'logs') }],
    mayCall: () => Promise.resolve(patient.consents ?? true),
    observer: (event) => events.push(event),
    price: pricer({ own: () => ({}) }),
    ...patient.more,
  });
  try {
    const checks = allChecks(run).map((check) =>
      check.id === patient.unprivilegedCheck
        ? { ...check, run: (signal: AbortSignal) => unprivileged(() => check.run(signal)) }
        : check,
    );
    const results = await diagnose(checks, {
      signal: patient.signal ?? new AbortController().signal,
      redact: (text) => redactor.redact(text),
    });
    return {
      results,
      events,
      redactor,
      failed: results.filter(({ status }) => status === 'failed').map(({ id }) => id),
      of: (id) => {
        const found = results.find((result) => result.id === id);
        if (found === undefined) {
          throw new Error(`There was no check ${id}`);
        }
        return found;
      },
    };
  } finally {
    run.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** A certificate for a host that only those trust who are told to. */
export async function certificateFor(
  host: string,
  options: { readonly issuer?: string; readonly expired?: boolean } = {},
): Promise<{ readonly key: string; readonly cert: string }> {
  const past = new Date('2020-01-01T00:00:00Z');
  const tls = await generate([{ name: 'commonName', value: options.issuer ?? host }], {
    algorithm: 'sha256',
    ...(options.expired === true && {
      notBeforeDate: past,
      notAfterDate: new Date(past.getTime() + 86_400_000),
    }),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
    ],
  });
  return { key: tls.private, cert: tls.cert };
}
