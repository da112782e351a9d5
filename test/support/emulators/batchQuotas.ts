import type { ServerResponse } from 'node:http';
import { SignedServer, type Received, type Service } from './batchServer';
import { AwsError } from './bedrock/errors';
import type { KeyPair } from './bedrock/signature';

/** Quotas a page. */
const PAGE = 2;

/** Service Quotas on loopback: ListServiceQuotas of `bedrock`, in its JSON protocol. */
export class QuotasEmulator implements Service {
  readonly name = 'servicequotas';
  /** By name. */
  quotas: Readonly<Record<string, number>> = {};
  requests = 0;
  denied = false;
  private server: SignedServer | undefined;

  /** Starts an emulator without quotas. */
  static async start(keys: KeyPair): Promise<QuotasEmulator> {
    const emulator = new QuotasEmulator();
    emulator.server = await SignedServer.start(emulator, keys);
    return emulator;
  }

  get url(): string {
    return this.server?.url ?? '';
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  answer({ headers, body }: Received, response: ServerResponse): void {
    this.requests++;
    const { ServiceCode, NextToken = '0' } = JSON.parse(body.toString()) as Record<string, string>;
    const known = headers['x-amz-target'] === 'ServiceQuotasV20190624.ListServiceQuotas';
    if (!known || ServiceCode !== 'bedrock') throw new AwsError('UnknownOperationException');
    if (this.denied)
      throw new AwsError('AccessDeniedException', 'Not authorized: servicequotas:ListServiceQuotas');
    const all = Object.entries(this.quotas).map(([QuotaName, Value]) => ({ QuotaName, Value }));
    const end = Number(NextToken) + PAGE;
    const Quotas = all.slice(Number(NextToken), end);
    const answer = { Quotas, ...(end < all.length && { NextToken: String(end) }) };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  }

  refuse(error: AwsError, response: ServerResponse): void {
    const body = { __type: error.name, message: error.message };
    response
      .writeHead(error.status, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(body));
  }
}
