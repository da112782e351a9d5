import { AwsError } from './bedrock/errors';
import type { KeyPair } from './bedrock/signature';
import { JsonEmulator } from './signedServer';

/** Products a page. */
const PAGE = 3;

/** A product of the list, with the price of one dimension. */
export interface ListedProduct {
  readonly service: 'AmazonBedrock' | 'AmazonBedrockFoundationModels';
  readonly attributes: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly usd: string;
  readonly description?: string;
}

/** The AWS Price List Query API on loopback: GetProducts by service and region, in pages. */
export class PricesEmulator extends JsonEmulator {
  readonly name = 'pricing';
  products: readonly ListedProduct[] = [];

  /** Starts an emulator without products. */
  static start(keys: KeyPair): Promise<PricesEmulator> {
    return new PricesEmulator().listen(keys);
  }

  protected reply(operation: string, input: unknown): unknown {
    if (operation !== 'AWSPriceListService.GetProducts') {
      throw new AwsError('UnknownOperationException');
    }
    const asked = input as {
      ServiceCode: string;
      NextToken?: string;
      Filters: { Type: string; Field: string; Value: string }[];
    };
    const found = this.products.filter(
      ({ service, attributes }) =>
        service === asked.ServiceCode &&
        asked.Filters.every(({ Type, Field, Value }) => Type === 'TERM_MATCH' && attributes[Field] === Value),
    );
    const start = Number(asked.NextToken ?? 0);
    return {
      FormatVersion: 'aws_v1',
      PriceList: found.slice(start, start + PAGE).map(productText),
      ...(start + PAGE < found.length && { NextToken: String(start + PAGE) }),
    };
  }
}

/** Each item of a price list is a text of JSON. */
function productText(
  { service, attributes, unit, usd, description = '' }: ListedProduct,
  index: number,
): string {
  const sku = `SKU${index}`;
  const dimension = { unit, description, beginRange: '0', endRange: 'Inf', pricePerUnit: { USD: usd } };
  return JSON.stringify({
    serviceCode: service,
    product: { productFamily: 'Amazon Bedrock', sku, attributes: { servicecode: service, ...attributes } },
    terms: { OnDemand: { [`${sku}.T`]: { sku, priceDimensions: { [`${sku}.T.D`]: dimension } } } },
    version: '20261101000000',
  });
}

/** A price of a model of Amazon's own list. */
export function ownProduct(
  model: string,
  inferenceType: string,
  usdPerThousand: string,
  attributes: Readonly<Record<string, string>> = {},
): ListedProduct {
  const kind = inferenceType.toLowerCase().replaceAll(' ', '-');
  return {
    service: 'AmazonBedrock',
    attributes: {
      regionCode: 'us-east-1',
      feature: 'On-demand Inference',
      usagetype: `USE1-${model.replaceAll(' ', '')}-${kind}`,
      model,
      inferenceType,
      ...attributes,
    },
    unit: '1K tokens',
    usd: usdPerThousand,
  };
}

/** A price of a model of the marketplace. */
export function marketplaceProduct(model: string, kind: string, usdPerMillion: string): ListedProduct {
  return {
    service: 'AmazonBedrockFoundationModels',
    attributes: {
      regionCode: 'us-east-1',
      servicename: `${model} (Amazon Bedrock Edition)`,
      usagetype: `USE1-MP:USE1_${kind}-Units`,
    },
    unit: 'Units',
    usd: usdPerMillion,
    description: `AWS Marketplace software usage|us-east-1|Million ${kind} Tokens`,
  };
}
