import { createHash } from 'node:crypto';
import { AwsError } from './bedrock/errors';
import type { KeyPair } from './bedrock/signature';
import { JsonEmulator } from './signedServer';

/** Quotas a page. */
const PAGE = 2;

/** Service Quotas on loopback: ListServiceQuotas of `bedrock`, in its JSON protocol. */
export class QuotasEmulator extends JsonEmulator {
  readonly name = 'servicequotas';
  /** By name. */
  quotas: Readonly<Record<string, number>> = {};
  /** Names of quotas that Service Quotas does not raise. */
  fixed: readonly string[] = [];

  /** Starts an emulator without quotas. */
  static start(keys: KeyPair): Promise<QuotasEmulator> {
    return new QuotasEmulator().listen(keys);
  }

  protected reply(operation: string, input: unknown): unknown {
    const { ServiceCode, NextToken = '0' } = input as Record<string, string>;
    const known = operation === 'ServiceQuotasV20190624.ListServiceQuotas';
    if (!known || ServiceCode !== 'bedrock') {
      throw new AwsError('UnknownOperationException');
    }
    const all = Object.entries(this.quotas).map(([QuotaName, Value]) => ({
      QuotaName,
      Value,
      QuotaCode: `L-${createHash('sha1').update(QuotaName).digest('hex').slice(0, 8).toUpperCase()}`,
      Adjustable: !this.fixed.includes(QuotaName),
    }));
    const end = Number(NextToken) + PAGE;
    const Quotas = all.slice(Number(NextToken), end);
    return { Quotas, ...(end < all.length && { NextToken: String(end) }) };
  }
}
