/* The SDK's pieces for Athena behind one dynamic import, so that nobody pays for them before the first query. */
export {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
export { BoundedHttpHandler } from '../../aws/boundedHttp';
export { ObservedRetryStrategy } from '../../aws/retryStrategy';
