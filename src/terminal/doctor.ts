import { homedir } from 'node:os';
import { join } from 'node:path';
import { effectiveRegion } from '../core/aws/credentials/region';
import { allChecks } from '../core/doctor/checks';
import { DiagnosisRun } from '../core/doctor/diagnosisRun';
import { diagnose } from '../core/doctor/doctor';
import { quotaMeans } from '../core/doctor/quotaMeans';
import { reportMarkdown, summaryOf } from '../core/doctor/report';
import { diagnosedSettings, writtenFolders, type Subject } from '../core/doctor/subject';
import { MetricsStore } from '../core/metrics/store';
import { credentialSettings } from '../core/settings/settingGroups';
import { openAsking, type Asking } from './openAsking';
import type { ExitCode, Terminal } from './openTerminal';
import { proxiesInUse } from './proxies';

/** The options of `doctor`. */
export interface DoctorOptions {
  /** Whether the model may be called. */
  readonly call: boolean;
}

/** Checks the way to Bedrock and prints what was found. */
export async function diagnoseTerminal(terminal: Terminal, { call }: DoctorOptions): Promise<ExitCode> {
  const { output, redactor, signal } = terminal;
  const asking = openAsking(terminal, (sentence) => output.message(sentence));
  const record = openRecord(terminal);
  const run = new DiagnosisRun(subjectOf(terminal, asking, record, call));
  const redact = (text: string): string => redactor.redact(text);
  try {
    const checks = allChecks(run);
    const results = await diagnose(checks, {
      signal,
      redact,
      onStart: (id) => output.status(`${checks.find((check) => check.id === id)?.title ?? id}…`),
    });
    output.clearStatus();
    if (output.isJson) {
      output.json(
        results.map(({ id, title, status, tried, result, fix }) => ({
          check: id,
          title,
          state: status,
          tried,
          found: result,
          fix,
        })),
      );
    } else {
      const where = {
        extensionVersion: terminal.version,
        vscodeVersion: undefined,
        platform: `Node ${process.versions.node} · ${process.platform} ${process.arch}`,
        remote: '',
        at: new Date(),
        home: homedir(),
      };
      output.text(reportMarkdown(results, where, redact));
      output.message(summaryOf(results));
    }
    return results.some(({ status }) => status === 'failed') || signal.aborted ? 1 : 0;
  } finally {
    run.dispose();
    record.dispose();
    asking.dispose();
  }
}

function openRecord({ storage, dist }: Terminal): MetricsStore {
  return new MetricsStore({
    directory: storage.metricsDirectory,
    workerPath: join(dist, 'metricsWorker.cjs'),
    wasmPath: join(dist, 'sql-wasm.wasm'),
    logger: storage.logger.named('metrics'),
  });
}

function subjectOf(
  { settings, storage }: Terminal,
  { credentials, chat }: Asking,
  record: MetricsStore,
  call: boolean,
): Subject {
  const chosen = credentialSettings(settings);
  return {
    settings: diagnosedSettings(settings),
    ignoredSettings: [],
    proxy: proxiesInUse(process.env),
    credentials: () => credentials.resolve(),
    region: () => effectiveRegion(chosen),
    storage: writtenFolders(storage.metricsDirectory, storage.logPath),
    mayCall: () => Promise.resolve(call),
    observer: chat.asking.observer,
    price: chat.asking.price,
    quotas: quotaMeans(chat.asking.quotas, (filter) => record.summary(filter)),
  };
}
